import { defineConfig } from "playwright/test";
import { chromiumPath, readDemoInfo } from "./demo-info.ts";

/** Journeys through a running demo; the runner starts it and says where in LOUPE_E2E_INFO. One worker: two cores, one demo. */
export default defineConfig({
  testDir: "journeys",
  timeout: 60_000,
  expect: { timeout: 15_000 },
  workers: 1,
  forbidOnly: true,
  reporter: [["list"], ...(process.env["PLAYWRIGHT_JSON_OUTPUT_NAME"] ? [["json"] as const] : [])],
  outputDir: process.env["LOUPE_E2E_OUTPUT"] ?? "../node_modules/.cache/loupe-journeys",
  use: {
    baseURL: readDemoInfo().url,
    browserName: "chromium",
    viewport: { width: 1440, height: 900 },
    timezoneId: "Europe/Moscow",
    locale: "en-GB",
    launchOptions: { executablePath: chromiumPath(), args: ["--no-sandbox"] },
    trace: "retain-on-failure",
  },
});
