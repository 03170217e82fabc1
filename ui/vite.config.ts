import { svelte } from "@sveltejs/vite-plugin-svelte";
import { defineConfig } from "vitest/config";

// The screen is served by the app from its own files under a policy without inline scripts, styles or data: fonts.
// So nothing may be inlined, and no polyfill may be injected into the page.
export default defineConfig({
  plugins: [svelte()],
  base: "./",
  clearScreen: false,
  server: { port: 5173, strictPort: true, host: "127.0.0.1" },
  build: {
    target: ["es2022", "safari16.4"],
    outDir: "dist",
    emptyOutDir: true,
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
  // One test reads a style sheet, which would be empty to it otherwise.
  test: { include: ["src/**/*.test.ts"], environment: "node", css: true },
});
