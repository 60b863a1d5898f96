/**
 * Series: how fast spans are folded, what a day of them costs on disk, and how fast the dashboards' calls answer on a store filled with 30 days of
 * 200 series, whatever the traffic was. `npm run bench rollups`. Targets: ≥ 100,000 spans/s folded; ≤ 2 MB a day for 200 series by the hour;
 * each call over 30 days ≤ 100 ms at the 95th percentile. Seconds of this process's own CPU stand beside those of the clock: on a shared machine only they say
 * what the work costs.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { unixMs } from "#lib/base/time";
import { defaultChains } from "#lib/chains/load";
import { simulate } from "#lib/demo/simulate";
import { createDelta } from "#lib/rollups/delta";
import { foldTrace } from "#lib/rollups/fold-trace";
import { createNameBook } from "#lib/rollups/name-book";
import { openStore } from "#lib/store/open";
import { buildTrace } from "#lib/trace/build-trace";
import { createBehindCalls, DAYS, END, fillSeries } from "./filled-series.ts";

/** CPU of this process so far, in seconds. */
const cpu = (): number => (process.cpuUsage().user + process.cpuUsage().system) / 1e6;
const ms = (value: number): string => value.toFixed(1);

function benchFold(): void {
  const simulation = simulate({ seed: 3, ordersPerMinute: 20, from: unixMs(END - 3_600_000), to: END });
  const byTrace = Map.groupBy(
    simulation.batches.flatMap((batch) => batch.spans),
    (span) => span.traceId,
  );
  const traces = [...byTrace].map(([traceId, spans]) =>
    buildTrace(
      traceId,
      spans.map((span) => ({ ...span, receivedAt: END })),
    ),
  );
  const { orderKeys, userKeys, peers } = defaultChains();
  const spans = traces.reduce((sum, trace) => sum + trace.spans.length, 0);
  const rates: number[] = [];
  const ratesCpu: number[] = [];
  for (let run = 0; run < 7; run++) {
    const names = createNameBook();
    const begin = performance.now();
    const beginCpu = cpu();
    for (let from = 0; from < traces.length; from += 1_000) {
      const context = { delta: createDelta(), names, orderKeys, userKeys, peers };
      for (const trace of traces.slice(from, from + 1_000)) foldTrace(context, trace, new Set());
    }
    rates.push(spans / ((performance.now() - begin) / 1_000));
    ratesCpu.push(spans / (cpu() - beginCpu));
  }
  rates.sort((a, b) => a - b);
  ratesCpu.sort((a, b) => a - b);
  console.log(
    `folding: ${Math.round(rates[3]!).toLocaleString("en")} spans/s, ${Math.round(ratesCpu[3]!).toLocaleString("en")} a second of CPU (median of 7 runs over ${spans.toLocaleString("en")}; target ≥ 100,000)`,
  );
}

benchFold();
const dir = mkdtempSync(join(tmpdir(), "loupe-rollups-"));
try {
  const store = await openStore({ url: `sqlite:${join(dir, "loupe.db")}`, clock: () => END });
  const { bytesPerDay, series } = await fillSeries(store, join(dir, "loupe.db"));
  for (const [step, bytes] of Object.entries(bytesPerDay))
    console.log(
      `stored by the ${step}: ${(bytes / 1e6).toFixed(2)} MB a day for ${series} series${step === "hour" ? " (target ≤ 2)" : ""}`,
    );
  for (const [name, call] of createBehindCalls(store)) {
    await call();
    const taken: number[] = [];
    const beginCpu = cpu();
    for (let at = 0; at < 40; at++) {
      const begin = performance.now();
      await call();
      taken.push(performance.now() - begin);
    }
    taken.sort((a, b) => a - b);
    console.log(
      `${name} over ${DAYS} days: median ${ms(taken[20]!)} ms, p95 ${ms(taken[37]!)} ms (target ≤ 100); ${ms(((cpu() - beginCpu) / taken.length) * 1_000)} ms of CPU`,
    );
  }
  await store.close();
} finally {
  rmSync(dir, { recursive: true, force: true });
}
