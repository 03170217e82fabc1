import { existsSync } from "node:fs";
import { createServer } from "node:net";
import { availableParallelism } from "node:os";
import { delimiter, join } from "node:path";

import { defineConfig } from "@playwright/test";

/** The system's own browser: none is downloaded. */
function chromium(): string {
  const folders = (process.env.PATH ?? "").split(delimiter);
  const found = ["chromium", "chromium-browser", "google-chrome"].flatMap((name) => folders.map((folder) => join(folder, name))).find(existsSync);
  if (!found) throw new Error("The screens are tested in Chromium, and there is none on the path. `cargo xtask setup` installs it.");
  return found;
}

const freePort = () =>
  new Promise<number>((found, failed) => {
    const server = createServer().on("error", failed);
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address() as { port: number };
      server.close(() => found(port));
    });
  });

// Every worker reads this file again; they are told the port of the first.
const port = (process.env.COUNTERSIGN_GALLERY_PORT ??= String(await freePort()));
const address = `http://127.0.0.1:${port}`;

export default defineConfig({
  testDir: "tests",
  outputDir: "node_modules/.playwright",
  fullyParallel: true,
  workers: availableParallelism(),
  forbidOnly: Boolean(process.env.CI),
  // A story is a state, and no state comes by chance: what fails once is a fault.
  retries: 0,
  timeout: 600_000,
  reporter: "line",
  use: {
    baseURL: address,
    browserName: "chromium",
    launchOptions: { executablePath: chromium(), args: ["--no-sandbox", "--disable-gpu", "--font-render-hinting=none"] },
    contextOptions: { reducedMotion: "reduce" },
    locale: "en-GB",
    timezoneId: "Europe/Madrid",
    viewport: { width: 1440, height: 900 },
  },
  webServer: { command: `npx vite preview --config gallery.config.ts --port ${port} --strictPort`, url: `${address}/gallery.html`, stdout: "ignore" },
});
