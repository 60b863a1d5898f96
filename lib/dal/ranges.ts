import "server-only";
import { err, ok, type Result } from "../base/result.ts";
import { HOUR_MS } from "../base/time.ts";
import type { QueryProblem } from "../contract/query.ts";
import { runtime } from "../runtime.ts";
import { badRequest, type Problem } from "./problem.ts";
import { firstOf, type Range } from "./rollup-sums.ts";

/** Longer than anything is kept for. */
const LONGEST_MS = 400 * 24 * HOUR_MS;
const LEAST_MS = HOUR_MS;

/** What a dashboard shows: all that is kept where nothing else is asked for; an absurd range is a mistake, not a long wait. */
export async function rangeOf(
  query: Result<{ readonly from?: number; readonly to?: number }, QueryProblem>,
): Promise<Result<Range, Problem>> {
  if (!query.ok) return err({ kind: "bad-request", ...query.error });
  const now = runtime().clock();
  const to = query.value.to ?? now;
  const from = query.value.from ?? Math.min(await firstHeard(now), to - LEAST_MS);
  if (from >= to)
    return err(badRequest("from", "must lie before `to`, which is now where it is left out: the range is half-open, [from, to)"));
  if (to - from > LONGEST_MS) return err(badRequest("from", "lies more than 400 days before `to`: nothing is kept for so long"));
  return ok({ from, to });
}

/** The first minute of any telemetry. */
const firstHeard = async (now: number): Promise<number> =>
  Math.max(Math.min(firstOf(await runtime().rollups.listSeries(["cover"])), now), now - LONGEST_MS + HOUR_MS);

/** Steps of a spark line: some dozens of points. */
export function sparkStep({ from, to }: Range): { readonly kept: 60 | 3_600 | 86_400; readonly stepS: number } {
  const now = runtime().clock();
  const length = to - from;
  if (length <= 48 * HOUR_MS && from >= now - 47 * HOUR_MS) {
    const stepS = [60, 300, 900, 1_800, 3_600].find((one) => length / (one * 1_000) <= 48) ?? 3_600;
    return { kept: 60, stepS };
  }
  if (length <= 8 * 24 * HOUR_MS && from >= now - 89 * 24 * HOUR_MS) {
    const stepS = [3_600, 7_200, 14_400, 21_600].find((one) => length / (one * 1_000) <= 48) ?? 21_600;
    return { kept: 3_600, stepS };
  }
  return { kept: 86_400, stepS: 86_400 };
}

/** Beginnings of the spark line's buckets, as numbers since 1970. */
export function bucketsOf({ from, to }: Range, stepS: number): readonly number[] {
  const first = Math.floor(from / (stepS * 1_000));
  return Array.from({ length: Math.max(1, Math.ceil(to / (stepS * 1_000)) - first) }, (_, at) => first + at);
}
