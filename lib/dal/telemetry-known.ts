import "server-only";
import { HOUR_S } from "../rollups/series-key.ts";
import { runtime } from "../runtime.ts";
import type { Series } from "../store/rollup-store.ts";
import type { Range } from "./rollup-sums.ts";

/** What is known of when services could be heard at all: a bucket without spans is 0, or unknown. */
export interface Known {
  /** Start of the first bucket that anything can be said of; null: never heard. */
  readonly firstMs: number | null;
  /** Whether telemetry is missing somewhere in the bucket. */
  isMissing(from: number, to: number): boolean;
}

/** A service that was heard in nine of ten hours is heard always: an hour without it is a gap. */
const ALWAYS = 0.9;

/**
 * Of several services (a chain's) all must have been heard. The last two days are known by the pipeline, which knows each service's rhythm; before
 * them an hour without any span is a gap where the service is otherwise always heard.
 */
export async function whatIsKnown(services: readonly string[], range: Range): Promise<Known> {
  const { rollups, pipeline, clock } = runtime();
  const covers = (await rollups.listSeries(["cover"])).filter((one) => services.includes(one.a));
  if (covers.length === 0) return { firstMs: null, isMissing: () => true };
  const firstMs = Math.min(...covers.map((one) => one.firstMs));
  const now = clock();
  const status = pipeline.status().services.filter((one) => services.includes(one.service));
  const gaps = status.flatMap((one) =>
    one.gaps.filter(({ instance }) => instance === null).map(({ from, to }) => ({ from: from as number, to: to ?? now })),
  );
  const hours = await silentHours(covers, { from: Math.max(range.from, firstMs), to: Math.min(range.to, now) }, now);
  return {
    firstMs,
    isMissing: (from, to) => gaps.some((gap) => gap.from < to && gap.to > from) || spansSilence(hours, from, to),
  };
}

const PIPELINE_KNOWS_MS = 46 * 3_600_000;

/** Hours, by number since 1970, in which one that is otherwise always heard said nothing. */
async function silentHours(covers: readonly Series[], { from, to }: Range, now: number): Promise<ReadonlySet<number>> {
  const silent = new Set<number>();
  const first = Math.ceil(from / (HOUR_S * 1_000));
  const last = Math.floor(Math.min(to, now - PIPELINE_KNOWS_MS) / (HOUR_S * 1_000));
  if (first >= last) return silent;
  const rows = await runtime().rollups.readCells(
    covers.map((one) => one.id),
    HOUR_S,
    first,
    last,
  );
  for (const cover of covers) {
    const heard = new Set(rows.filter((row) => row.series === cover.id).map((row) => row.bucket));
    const since = Math.max(first, Math.floor(cover.firstMs / (HOUR_S * 1_000)));
    if (heard.size < ALWAYS * (last - since)) continue;
    for (let hour = since; hour < last; hour++) if (!heard.has(hour)) silent.add(hour);
  }
  return silent;
}

function spansSilence(hours: ReadonlySet<number>, from: number, to: number): boolean {
  if (hours.size === 0) return false;
  for (let hour = Math.floor(from / (HOUR_S * 1_000)); hour * HOUR_S * 1_000 < to; hour++) if (hours.has(hour)) return true;
  return false;
}
