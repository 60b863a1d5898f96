import { type UnixMs, unixMs } from "#lib/base/time";
import type { ArrivingSpan } from "#lib/trace/span";
import { createEngine } from "./engine.ts";
import { toArrivingSpan } from "./readable-span.ts";
import { resolveRates } from "./scenarios.ts";
import type { TruthRow } from "./truth/row.ts";

export interface SimulateOptions {
  readonly seed: number;
  readonly ordersPerMinute: number;
  /** `NAME=RATE` pairs over the defaults, `all` first to zero them; as the flag `--scenario`. */
  readonly scenarios?: readonly (readonly [name: string, rate: number])[];
  /** Virtual time: the company opens at `from`; everything that reached the exporter until `to` is returned. */
  readonly from: UnixMs;
  readonly to: UnixMs;
}

/** One export request: spans that arrive together. */
export interface ArrivalBatch {
  readonly arrivedAt: UnixMs;
  readonly spans: readonly ArrivingSpan[];
}

export interface Simulation {
  /** By `arrivedAt`. */
  readonly batches: readonly ArrivalBatch[];
  /** In the order of their writing; only those whose writing fell before `to`. */
  readonly truth: readonly TruthRow[];
}

/** Runs the company through virtual time without a network: the same spans and rows that the demo would make. */
export function simulate(options: SimulateOptions): Simulation {
  const batches: ArrivalBatch[] = [];
  const truth: TruthRow[] = [];
  const openedAtMs = Math.floor(options.from);
  const engine = createEngine({
    seed: options.seed,
    ordersPerMinute: options.ordersPerMinute,
    rates: resolveRates(options.scenarios ?? []),
    openedAtMs,
    sink: {
      exported: (atMs, _instance, spans) => batches.push({ arrivedAt: unixMs(openedAtMs + atMs), spans: spans.map(toArrivingSpan) }),
      known: (_atMs, row) => truth.push(row),
    },
  });
  engine.advanceTo(options.to - openedAtMs);
  return { batches, truth };
}
