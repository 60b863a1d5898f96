import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buildPages } from "./build.mjs";
import { findChromium } from "./chromium.mjs";
import { node24, root, tool, toolEnv } from "./dependencies.mjs";
import { say } from "./report.mjs";
import { runToEnd } from "./spawn.mjs";
import { withDemo } from "./with-demo.mjs";

/** One of Biome, the compiler: it passes or fails as a whole. */
const single = async (command, args) =>
  (await runToEnd(command, args, { env: toolEnv })) === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 };

const suites = {
  format: () => single(node24, [tool("biome"), "check", "--error-on-warnings", "."]),
  types: () => single(node24, [tool("tsc"), "--noEmit", "-p", "."]),
  /** Beside the code; no browser, no server of another kind. */
  unit: () => nodeTests("{lib,components,app}/**/*.test.ts", (file) => !file.endsWith(".integration.test.ts")),
  /** Real PostgreSQL, killed processes, the simulated company against its ground truth. */
  integration: async () => {
    // Several of them want the pages, and two builds at once refuse each other.
    await buildPages();
    return nodeTests("lib/**/*.integration.test.ts", () => true);
  },
  peers,
  /** A real Chromium against the running demo. */
  journeys,
};

/** Runs suites one after the other and ends with the sum, alone on the last line. Exits 1 where anything failed. */
export async function runSuites(names) {
  const total = { passed: 0, failed: 0 };
  const rows = [];
  for (const name of names) {
    say(`\n── ${name}`);
    const started = Date.now();
    let result = await suites[name]();
    if (result.passed + result.failed === 0 && !result.absent) {
      say(`${name}: nothing was tested, which counts as a failure.`);
      result = { passed: 0, failed: 1 };
    }
    total.passed += result.passed;
    total.failed += result.failed;
    rows.push(
      `${name.padEnd(12)} ${String(result.passed).padStart(5)} passed ${String(result.failed).padStart(4)} failed ${((Date.now() - started) / 1000).toFixed(0).padStart(5)} s`,
    );
  }
  say(`\n${rows.join("\n")}\n`);
  process.stdout.write(`${total.passed} passed, ${total.failed} failed\n`);
  process.exit(total.failed === 0 ? 0 : 1);
}

async function nodeTests(pattern, keep) {
  const files = filesMatching(pattern).filter(keep);
  if (files.length === 0) return { passed: 0, failed: 0 };
  const folder = mkdtempSync(join(tmpdir(), "loupe-tests-"));
  const tap = join(folder, "tap");
  try {
    const code = await runToEnd(
      node24,
      // prettier-ignore: pairs of reporter and destination
      [
        "--conditions=react-server",
        "--disable-warning=ExperimentalWarning",
        "--test",
        "--test-concurrency=2",
        "--test-timeout=600000",
        "--test-reporter=dot",
        "--test-reporter-destination=stderr",
        "--test-reporter=tap",
        `--test-reporter-destination=${tap}`,
        ...files,
      ],
      { env: toolEnv },
    );
    const text = readFileSync(tap, "utf8");
    const count = (word) => Number(new RegExp(`^# ${word} (\\d+)$`, "m").exec(text)?.[1] ?? 0);
    for (const skipped of text.match(/^\s*ok .*# SKIP.*$/gm) ?? []) say(skipped.trim());
    const failed = count("fail") + count("cancelled");
    if (failed > 0) for (const block of text.match(/^\s*not ok [\s\S]*?\n\s*\.\.\.$/gm)?.slice(0, 20) ?? []) say(block);
    return { passed: count("pass"), failed: code !== 0 && failed === 0 ? 1 : failed };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Real Jaeger and Tempo, built once by Go. Where they cannot be had a plain line says so, and nothing has failed. */
async function peers() {
  const code = await runToEnd(node24, ["--conditions=react-server", "e2e/peers/prepare.ts"], { env: toolEnv });
  if (code === 3) return { passed: 0, failed: 0, absent: true };
  return code === 0 ? nodeTests("e2e/peers/*.peer.test.ts", () => true) : { passed: 0, failed: 1 };
}

async function journeys() {
  const chromium = await findChromium();
  await buildPages();
  const folder = mkdtempSync(join(tmpdir(), "loupe-journeys-"));
  const report = join(folder, "report.json");
  try {
    await withDemo(["--history", "3h"], (info) =>
      runToEnd(node24, [tool("playwright"), "test", "--config", "e2e/playwright.config.ts"], {
        env: { ...toolEnv, LOUPE_CHROMIUM: chromium, LOUPE_E2E_INFO: info, PLAYWRIGHT_JSON_OUTPUT_NAME: report },
      }),
    );
    const { stats } = JSON.parse(readFileSync(report, "utf8"));
    return { passed: stats.expected, failed: stats.unexpected + stats.flaky };
  } catch (error) {
    say(error.message);
    return { passed: 0, failed: 1 };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** `fs.glob` is there from Node 22 on, and set-up may run on 20: Node 24 is asked. */
function filesMatching(pattern) {
  const script = `process.stdout.write(require("fs").globSync(${JSON.stringify(pattern)}).join("\\n"))`;
  return execFileSync(node24, ["-e", script], { cwd: root, encoding: "utf8" }).split("\n").filter(Boolean).sort();
}
