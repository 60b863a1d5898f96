import { readdirSync } from "node:fs";
import { basename } from "node:path";
import { buildPages } from "./build.mjs";
import { findChromium } from "./chromium.mjs";
import { node24, toolEnv } from "./dependencies.mjs";
import { giveUp, say } from "./report.mjs";
import { runToEnd } from "./spawn.mjs";

/** Runs the benches named (all without a name), each alone on the machine. */
export async function runBenches(names) {
  const all = readdirSync("e2e/bench")
    .filter((file) => file.endsWith(".bench.ts"))
    .map((file) => basename(file, ".bench.ts"));
  const unknown = names.filter((name) => !all.includes(name));
  if (unknown.length > 0 || all.length === 0) giveUp(`No bench named ${unknown.join(", ")}.`, `There are: ${all.join(", ")}.`);
  await buildPages();
  const chromium = await findChromium();
  for (const name of names.length > 0 ? names : all) {
    say(`\n── ${name}`);
    const code = await runToEnd(node24, ["--conditions=react-server", "--expose-gc", `e2e/bench/${name}.bench.ts`], {
      stdio: ["ignore", "inherit", "inherit"],
      env: { ...toolEnv, LOUPE_CHROMIUM: chromium },
    });
    if (code !== 0) giveUp(`The bench ${name} failed.`);
  }
}
