import { type UnixMs, unixMs } from "#lib/base/time";
import { defaultChains } from "#lib/chains/load";
import { ALLOWED_LATENESS_MS } from "#lib/detector/context";
import { createPipeline } from "#lib/pipeline/pipeline";
import { createEmbeddedSource } from "#lib/sources/embedded/embedded-source";
import { openStore } from "#lib/store/open";
import { type SimulateOptions, type Simulation, simulate } from "../simulate.ts";
import type { TruthRow } from "../truth/row.ts";
import { type Comparison, compareWithTruth, findAccusations, isAlarm, rowKey } from "./compare.ts";

/**
 * The company's spans through the real store and pipeline at a virtual clock, held against its ground truth.
 * `history`: all of it arrives at once, at its end. `live`: as it happened, judged every `stepMs`, and nobody may be accused meanwhile.
 */
export interface ReplayOptions extends SimulateOptions {
  readonly mode: "history" | "live";
  readonly stepMs?: number;
  /** Live: how often all that is due is held against the truth, beside the end. */
  readonly compareEveryMs?: number;
  readonly log?: (message: string) => void;
}

export interface Replay extends Comparison {
  readonly accusations: readonly string[];
  /** Live: how long after an alarm could be known it was given, of those that no telemetry scenario touched, in ms. */
  readonly lagsMs: readonly number[];
  readonly problems: readonly string[];
  readonly spans: number;
  readonly simulateMs: number;
  readonly pipelineMs: number;
}

/** Arrivals of one moment may share a write. */
const SPANS_AN_APPEND = 5_000;

export async function replay(options: ReplayOptions): Promise<Replay> {
  const before = performance.now();
  const simulation = simulate(options);
  const simulateMs = performance.now() - before;
  const chains = defaultChains();
  const clock = { now: options.mode === "history" ? options.to : options.from };
  const store = await openStore({ url: "sqlite::memory:", clock: () => clock.now, orderKeys: chains.orderKeys });
  const problems: string[] = [];
  const pipeline = createPipeline({
    sources: [createEmbeddedSource(store.spans)],
    index: store.index,
    rollups: store.rollups,
    chains,
    clock: () => clock.now,
    log: (message) => problems.push(message),
  });
  const accusations = new Map<string, string>();
  const truth = new Map(simulation.truth.map((row) => [rowKey(row), row]));
  const lags = new Map<string, number>();
  pipeline.changes.subscribe((changed) => {
    for (const { execution, judgement } of changed) {
      const key = `${execution.chainId} ${execution.orderId ?? execution.traceIds[0]} ${execution.attempt}`;
      const due = isAlarm(judgement.state) && !lags.has(key) ? provableAt(truth.get(key)) : null;
      if (due !== null) lags.set(key, clock.now - due);
    }
    for (const found of findAccusations(truth, changed))
      accusations.set(found.split(" (from")[0]!, `at ${new Date(clock.now).toISOString()} ${found}`);
  });
  const early: string[] = [];
  let pipelineMs = 0;
  const run = async () => {
    const started = performance.now();
    await pipeline.runOnce();
    pipelineMs += performance.now() - started;
  };
  if (options.mode === "history") {
    const spans = simulation.batches.flatMap((batch) => batch.spans);
    for (let from = 0; from < spans.length; from += SPANS_AN_APPEND) {
      await store.spans.append(spans.slice(from, from + SPANS_AN_APPEND), unixMs(options.to));
    }
    await run();
  } else {
    await replayLive(simulation, options, store.spans.append, clock, async () => {
      await run();
      const every = options.compareEveryMs;
      if (every === undefined || (clock.now - options.from) % every !== 0) return;
      const midway = await compareWithTruth(simulation.truth, store.index, clock.now);
      for (const wrong of midway.wrong) early.push(`at ${new Date(clock.now).toISOString()} ${wrong}`);
    });
  }
  const compared = await compareWithTruth(simulation.truth, store.index, clock.now);
  await store.close();
  const spans = simulation.batches.reduce((sum, batch) => sum + batch.spans.length, 0);
  return {
    ...compared,
    wrong: [...early, ...compared.wrong],
    accusations: [...accusations.values()],
    lagsMs: [...lags.values()],
    problems,
    spans,
    simulateMs,
    pipelineMs,
  };
}

/** The deadline, and for what is missing the lateness that spans are allowed; a dead letter says itself when it was given up. */
function provableAt(row: TruthRow | undefined): number | null {
  if (!row?.expect || !isAlarm(row.expect.state) || row.telemetry.length > 0) return null;
  return Date.parse(row.expect.from) + (row.expect.cause === "dead-lettered" ? 0 : ALLOWED_LATENESS_MS);
}

async function replayLive(
  simulation: Simulation,
  options: ReplayOptions,
  append: (spans: Simulation["batches"][number]["spans"], at: UnixMs) => Promise<void>,
  clock: { now: UnixMs },
  run: () => Promise<void>,
): Promise<void> {
  const stepMs = options.stepMs ?? 5_000;
  let next = 0;
  for (let at = options.from + stepMs; at <= options.to; at += stepMs) {
    clock.now = unixMs(at);
    for (; next < simulation.batches.length && simulation.batches[next]!.arrivedAt <= at; next++) {
      await append(simulation.batches[next]!.spans, simulation.batches[next]!.arrivedAt);
    }
    await run();
    if (options.log && (at - options.from) % 600_000 < stepMs) options.log(`${Math.round((at - options.from) / 60_000)} min`);
  }
}
