import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { giveUp, say } from "./report.mjs";
import { runToEnd } from "./spawn.mjs";

export const root = join(import.meta.dirname, "..", "..");
const bin = join(root, "node_modules", ".bin");
const stamp = join(root, "node_modules", ".loupe-lock");

/** Node 24, brought by the npm package `node`, whatever the system has. */
export const node24 = join(bin, "node");
export const tool = (name) => join(bin, name);
/** For children: our tools first, so that a `#!/usr/bin/env node` in them is Node 24. */
export const toolEnv = { PATH: bin + delimiter + process.env.PATH, NEXT_TELEMETRY_DISABLED: "1" };

/** Installs exactly what the lock file says, once for each lock file. */
export async function installDependencies() {
  const major = Number(process.versions.node.split(".")[0]);
  if (major < 20) giveUp(`Node ${process.versions.node} is too old.`, "Install Node 20 or newer: https://nodejs.org");
  const wanted = createHash("sha256")
    .update(readFileSync(join(root, "package-lock.json")))
    .digest("hex");
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === wanted && existsSync(node24)) return;
  say("Installing the locked dependencies (npm ci) …");
  const code = await runToEnd("npm", ["ci", "--no-audit", "--no-fund", "--loglevel=error"], { env: { npm_config_progress: "true" } });
  if (code !== 0) giveUp("npm ci failed.", "Read its message above; npm needs to reach its registry once.");
  if ((await runToEnd(node24, ["--version"])) !== 0)
    giveUp(
      "The npm package `node` brought no Node for this machine.",
      "Remove node_modules, check that npm runs install scripts (npm config get ignore-scripts), and try again.",
    );
  writeFileSync(stamp, wanted);
}
