import { spawn } from "node:child_process";
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { node24, toolEnv } from "./dependencies.mjs";
import { say } from "./report.mjs";

/** Other tools that a journey meets: names that no network knows. */
const LINKS = "Jaeger=https://jaeger.example/trace/{traceId};Logs=https://logs.example/?query={orderId}&from={from}&to={to}";

/** What is shown of the demo's own log where something failed. */
const LOG_LINES = 40;

/**
 * Starts the demo on free ports, hands `use` the path of a file with its `--json` line, and stops it whatever happens.
 * @template T
 * @param {string[]} flags
 * @param {(infoFile: string) => Promise<T>} use
 * @returns {Promise<T>}
 */
export async function withDemo(flags, use) {
  const folder = mkdtempSync(join(tmpdir(), "loupe-with-demo-"));
  const logFile = join(folder, "log");
  const log = openSync(logFile, "w");
  const child = spawn(
    node24,
    [
      "--conditions=react-server",
      "--disable-warning=ExperimentalWarning",
      "lib/demo/main.ts",
      "--json",
      "--port",
      "0",
      "--otlp-port",
      "0",
      ...flags,
    ],
    { stdio: ["ignore", "pipe", log], env: { ...process.env, LINKS, ...toolEnv } },
  );
  const ended = new Promise((resolve) => child.on("exit", resolve));
  try {
    const line = await Promise.race([
      firstLine(child.stdout),
      ended.then((code) => Promise.reject(new Error(`The demo ended (${code}) before it was ready.`))),
    ]);
    const file = join(folder, "info.json");
    writeFileSync(file, line);
    return await use(file);
  } catch (error) {
    say(readFileSync(logFile, "utf8").split("\n").slice(-LOG_LINES).join("\n"));
    throw error;
  } finally {
    child.kill("SIGTERM");
    const late = setTimeout(() => child.kill("SIGKILL"), 15_000);
    await ended;
    clearTimeout(late);
    closeSync(log);
    rmSync(folder, { recursive: true, force: true });
  }
}

async function firstLine(stream) {
  for await (const line of createInterface({ input: stream })) if (line.startsWith("{")) return line;
  throw new Error("The demo closed its output before it was ready.");
}
