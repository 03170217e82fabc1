import { svelte } from "@sveltejs/vite-plugin-svelte";
import { defineConfig } from "vite";

// Every screen in every state on the fake host, for looking at; never part of the app.
export default defineConfig({
  plugins: [svelte()],
  base: "./",
  clearScreen: false,
  preview: { host: "127.0.0.1", port: 4173 },
  build: {
    target: ["es2022", "safari16.4"],
    outDir: "dist-gallery",
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rollupOptions: { input: "gallery.html" },
  },
});
