import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { node24, root, tool, toolEnv } from "./dependencies.mjs";
import { giveUp, say } from "./report.mjs";
import { runToEnd } from "./spawn.mjs";

const stamp = join(root, ".next", "loupe-build");
/** What Next compiles. */
const built = [
  "app",
  "components",
  "lib",
  "public",
  "package.json",
  "next.config.mjs",
  "postcss.config.mjs",
  "package-lock.json",
  "tsconfig.json",
];

/** Builds the pages unless what stands in `.next` was built from exactly these files. */
export async function buildPages() {
  const wanted = fingerprint();
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === wanted) return;
  say("Building the pages (next build) …");
  const started = Date.now();
  const code = await runToEnd(node24, [tool("next"), "build"], { env: toolEnv });
  if (code !== 0) giveUp("next build failed.", "Read its message above.");
  writeFileSync(stamp, wanted);
  say(`Built in ${((Date.now() - started) / 1000).toFixed(0)} s.`);
}

function fingerprint() {
  const hash = createHash("sha256");
  for (const name of built) {
    const path = join(root, name);
    if (!existsSync(path)) continue;
    for (const file of filesBelow(path))
      if (!/\.test\.ts$|\.md$/.test(file)) hash.update(file.slice(root.length)).update("\0").update(readFileSync(file)).update("\0");
  }
  return hash.digest("hex");
}

function filesBelow(path) {
  let entries;
  try {
    entries = readdirSync(path, { withFileTypes: true });
  } catch {
    return [path];
  }
  return entries
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => (entry.isDirectory() ? filesBelow(join(path, entry.name)) : [join(path, entry.name)]));
}
