/**
 * `npm run demo`. Nothing is imported before the signals are heard: a stop in the first second is a clean one too.
 * Standard output belongs to the one line (or the welcome); whatever else writes to it, Next among it, is sent to standard error.
 */
import type { Running } from "./run-demo.ts";

/** The contract gives the whole stop 15 s. */
const STOP_WITHIN_MS = 12_000;

const print = process.stdout.write.bind(process.stdout);
process.stdout.write = process.stderr.write.bind(process.stderr) as typeof process.stdout.write;
// Whoever read them has gone: no reason to stop.
process.stdout.on("error", () => {});
process.stderr.on("error", () => {});
const say = (text: string): void => void process.stderr.write(`${text}\n`);

const running: Running = {};
let stop: (running: Running) => Promise<void> = async () => {};
let stopping = false;
for (const signal of ["SIGTERM", "SIGINT", "SIGHUP"] as const) {
  process.on(signal, () => {
    if (stopping) return;
    stopping = true;
    setTimeout(() => process.exit(0), STOP_WITHIN_MS).unref();
    void stop(running)
      .catch((error: unknown) => say(`while stopping: ${error instanceof Error ? error.message : String(error)}`))
      .finally(() => process.exit(0));
  });
}

const { parseOptions, USAGE } = await import("./options.ts");
const options = parseOptions(process.argv.slice(2));
if (!options.ok) {
  say(`${options.error.join("\n")}\n\n${USAGE}`);
  process.exit(2);
}
const { explain, runDemo, stopDemo } = await import("./run-demo.ts");
stop = stopDemo;
await runDemo(options.value, running, say, print).catch(async (error: unknown) => {
  // Cut short on purpose: the stop that is under way ends the process.
  if (stopping) return;
  stopping = true;
  say(`The demo does not start: ${explain(error, options.value)}`);
  await stopDemo(running).catch(() => {});
  process.exit(1);
});
