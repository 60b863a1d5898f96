/**
 * A whole scan (asked, parsed, matched, judged, indexed into SQLite on disk) of a real Jaeger by v1 and v3 and of a real Tempo, against a plain
 * download of the same windows, nothing parsed, in the same run and turn by turn: three windows at once, as many as keep the server busy, and one after
 * the other. Targets: ≥ 80 % of the plain rate for v1 and Tempo, ≥ 50 % for v3. Then what a steady thousand traces a minute cost Loupe: ≤ 5 % of a core. `npm run bench sources`
 */
import { readFileSync } from "node:fs";
import { setTimeout } from "node:timers/promises";
import { HOUR_MS, unixMs } from "#lib/base/time";
import { findBinary } from "../peers/find-binary.ts";
import { startJaeger } from "../peers/start-jaeger.ts";
import { startTempo } from "../peers/start-tempo.ts";
import { runApart } from "./run-apart.ts";
import { downloadPlainly, scanWhole } from "./source-scan.ts";
import { measureSteady } from "./source-steady.ts";

const ROUNDS = Number(process.env["ROUNDS"] ?? 5);
const HOURS = Number(process.env["HOURS"] ?? 3);
const KINDS = (process.env["KINDS"] ?? "jaeger-v1,jaeger-v3,tempo").split(",");
const AT_ONCE = 3;
const STEADY_MS = Number(process.env["STEADY_MS"] ?? 120_000);

const to = unixMs(Date.now() - 120_000);
const from = unixMs(to - HOURS * HOUR_MS);
for (const kind of KINDS) {
  const name = kind === "tempo" ? "tempo" : "jaeger";
  const program = await findBinary(name);
  if ("missing" in program) {
    console.log(`${kind}: ${program.missing}`);
    continue;
  }
  const server = name === "tempo" ? await startTempo({ binary: program.path }) : await startJaeger({ binary: program.path });
  try {
    const sent = await runApart<{ readonly spans: number; readonly traces: number }>("fill-peer.ts", server.otlpUrl, from, to, 20);
    console.log(`${kind}: ${sent.spans.toLocaleString("en")} spans in ${sent.traces.toLocaleString("en")} traces of ${HOURS} h`);
    const place = { kind, queryUrl: server.queryUrl, from, to };
    const plain: number[] = [];
    const whole: number[] = [];
    const ratios: number[] = [];
    const single: number[] = [];
    // Warms both up, and waits: Tempo can be searched some seconds after it has acknowledged.
    for (let tries = 0; ROUNDS > 0 && tries < 20; tries++) {
      const scan = await scanWhole(place, sent.traces);
      await downloadPlainly(place, scan.windows, AT_ONCE);
      if (scan.traces >= sent.traces) break;
      await setTimeout(2_000);
    }
    for (let round = 0; round < ROUNDS; round++) {
      const used = [serverCpuMs(server.pid)];
      const scan = await scanWhole(place, sent.traces);
      used.push(serverCpuMs(server.pid));
      const download = await downloadPlainly(place, scan.windows, AT_ONCE);
      used.push(serverCpuMs(server.pid));
      const oneByOne = await downloadPlainly(place, scan.windows, 1);
      single.push(oneByOne.ms / scan.ms);
      plain.push((scan.spans / download.ms) * 1_000);
      whole.push((scan.spans / scan.ms) * 1_000);
      ratios.push(download.ms / scan.ms);
      console.log(
        `  ${kind}: scan ${scan.ms.toFixed(0)} ms (${scan.cpuMs.toFixed(0)} ms of Loupe's CPU, ${used[1]! - used[0]!} of the server's, ${scan.requests} requests, ${(scan.bytes / 1e6).toFixed(1)} MB, ${scan.traces} traces, ${scan.spans} spans), plain ${download.ms.toFixed(0)} ms (${used[2]! - used[1]!} of the server's, ${scan.windows.length} requests, ${(download.bytes / 1e6).toFixed(1)} MB), one by one ${oneByOne.ms.toFixed(0)} ms`,
      );
    }
    if (ratios.length > 0)
      console.log(
        `${kind}: plain ${rate(plain)} spans/s, whole scan ${rate(whole)}, ratio ${percent(ratios)}; to a plain download one by one ${percent(single)}`,
      );
    if (STEADY_MS > 0) {
      const steady = await measureSteady(place, server.otlpUrl, STEADY_MS);
      console.log(
        `${kind}: steady ${steady.tracesAMinute.toFixed(0)} traces/min: ${(steady.share * 100).toFixed(1)} % of a core, ${steady.requestsAMinute.toFixed(0)} requests and ${(steady.bytesAMinute / 1e6).toFixed(1)} MB a minute`,
      );
    }
  } finally {
    await server.stop();
  }
}

/** User and system time since its start, in the kernel's steps of 10 ms (proc_pid_stat(5), fields 14 and 15). */
function serverCpuMs(pid: number): number {
  const [user, system] = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1]!.split(" ").slice(11, 13);
  return (Number(user) + Number(system)) * 10;
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1]!;
}

function percent(ratios: readonly number[]): string {
  const [least, middle, most] = [Math.min(...ratios), median(ratios), Math.max(...ratios)].map((ratio) => (ratio * 100).toFixed(0));
  return `${middle} % (${least}–${most})`;
}

function rate(values: readonly number[]): string {
  const [least, middle, most] = [Math.min(...values), median(values), Math.max(...values)].map((value) => `${(value / 1_000).toFixed(1)}k`);
  return `${middle} (${least}–${most})`;
}
