import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { node24, tool, toolEnv } from "./dependencies.mjs";
import { giveUp, say } from "./report.mjs";
import { runToEnd } from "./spawn.mjs";

const known = [
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
  "/usr/bin/google-chrome-stable",
  "/snap/bin/chromium",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
];

/** A Chromium for the browser tests: one that is there, else Playwright's own, else Debian's. @returns {Promise<string>} its path */
export async function findChromium() {
  const there = installed();
  if (there) return there;
  say("No Chromium found; trying Playwright's download …");
  await runToEnd(node24, [tool("playwright"), "install", "chromium"], { env: toolEnv });
  if (installed()) return installed();
  if (process.getuid?.() === 0 && existsSync("/usr/bin/apt-get")) {
    say("Playwright's download did not work here; installing Debian's chromium (apt-get) …");
    await runToEnd("apt-get", ["update", "-q"]);
    await runToEnd("apt-get", ["install", "-y", "-q", "--no-install-recommends", "chromium"], {
      env: { DEBIAN_FRONTEND: "noninteractive" },
    });
    if (installed()) return installed();
  }
  giveUp(
    "The browser tests need a Chromium, and none could be installed.",
    "Install one (Debian: apt-get install chromium) or set LOUPE_CHROMIUM to its path.",
  );
}

function installed() {
  if (process.env.LOUPE_CHROMIUM) return existsSync(process.env.LOUPE_CHROMIUM) ? process.env.LOUPE_CHROMIUM : undefined;
  const own = createRequire(import.meta.url)("playwright").chromium.executablePath();
  return [own, ...known].find((path) => path && existsSync(path));
}
