import "server-only";
import type { Viewer } from "../auth/viewer.ts";
import { err, ok, type Result } from "../base/result.ts";
import { formatInstant } from "../contract/instant.ts";
import { parseRange, seriesQuerySchema } from "../contract/range-query.ts";
import { SERIES_STEPS, type SeriesStep } from "../contract/scope.ts";
import type { SeriesDto, SeriesPointDto } from "../contract/series.ts";
import type { Cell } from "../rollups/cell.ts";
import { keptSince, keptStepOf } from "../rollups/plan-range.ts";
import { runtime } from "../runtime.ts";
import { readFreshness } from "./freshness.ts";
import { badRequest, type Problem } from "./problem.ts";
import { bucketSeries, latenciesOf, type Range, toMs } from "./rollup-sums.ts";
import { findScope, type Scope } from "./scopes.ts";
import { type Known, whatIsKnown } from "./telemetry-known.ts";

/** More than any chart has pixels, and a month of… hours, a week of minutes. */
const MOST_POINTS = 12_000;
/** Where no step is asked for: about as many points as a chart shows. */
const USUAL_POINTS = 360;

export interface FoundSeries {
  readonly scope: Scope;
  readonly range: Range;
  readonly step: SeriesStep;
  readonly known: Known;
  readonly cells: ReadonlyMap<number, Cell>;
  readonly warnings: readonly string[];
}

export async function getSeries(_viewer: Viewer, params: URLSearchParams): Promise<Result<SeriesDto, Problem>> {
  const found = await findSeries(params, USUAL_POINTS);
  if (!found.ok) return found;
  const { scope, range, step, warnings } = found.value;
  const { partial, warnings: late } = await readFreshness();
  const points = pointsOf(found.value);
  return ok({
    scope: scope.text,
    step,
    from: formatInstant(range.from),
    to: formatInstant(range.to),
    source: "spans",
    points,
    partial: partial || warnings.length > 0,
    warnings: [...late, ...warnings],
  });
}

/** Parses, finds the scope and reads its buckets: for series and heatmap alike. */
export async function findSeries(params: URLSearchParams, usualPoints: number): Promise<Result<FoundSeries, Problem>> {
  const query = parseRange(seriesQuerySchema, params);
  if (!query.ok) return err({ kind: "bad-request", ...query.error });
  const scope = await findScope(query.value.scope);
  if (!scope.ok) return scope;
  const { clock } = runtime();
  const now = clock();
  const to = query.value.to ?? now;
  const ofAll = await whatIsKnown(scope.value.services, { from: to, to });
  const wished = query.value.step;
  const first = Math.max(ofAll.firstMs ?? now, wished === undefined ? 0 : keptSince(keptStepOf(wished), now));
  const from = query.value.from ?? Math.min(first, to - 60_000);
  if (from >= to)
    return err(badRequest("from", "must lie before `to`, which is now where it is left out: the range is half-open, [from, to)"));
  const step = wished ?? usualStep(from, to, now, usualPoints);
  const size = step * 1_000;
  if (from < keptSince(keptStepOf(step), now)) return err(badRequest("step", finerThanKept(step)));
  const points = Math.ceil(to / size) - Math.floor(from / size);
  if (points > MOST_POINTS)
    return err(
      badRequest("step", `makes ${points} points of this range, more than ${MOST_POINTS}: ask for a longer step or a shorter range`),
    );
  const { series } = scope.value;
  const range = { from, to };
  const [known, cells] = await Promise.all([
    whatIsKnown(scope.value.services, range),
    series ? bucketSeries([series.id], keptStepOf(step), step, range) : new Map<number, Cell>(),
  ]);
  const warnings = scope.value.amongOthers
    ? [`${scope.value.text}: this name came too seldom for a series of its own and is counted among the service's others`]
    : [];
  return ok({ scope: scope.value, range, step, known, cells, warnings });
}

function usualStep(from: number, to: number, now: number, usualPoints: number): SeriesStep {
  const fitting = SERIES_STEPS.find((one) => (to - from) / (one * 1_000) <= usualPoints && from >= keptSince(keptStepOf(one), now));
  return fitting ?? 86_400;
}

const finerThanKept = (step: SeriesStep): string =>
  step === 86_400
    ? "is finer than kept: days are kept for 400 days; begin later"
    : step === 3_600
      ? "is finer than kept: hours are kept for 90 days; ask for 86400, or begin later"
      : "is finer than kept: minutes are kept for 48 hours; ask for 3600 or 86400, or begin later";

function pointsOf({ range, step, known, cells, scope }: FoundSeries): SeriesPointDto[] {
  const size = step * 1_000;
  const now = runtime().clock();
  const points: SeriesPointDto[] = [];
  for (let bucket = Math.floor(range.from / size); bucket * size < range.to; bucket++) {
    const cell = cells.get(bucket);
    const at = formatInstant(bucket * size);
    if (cell && cell.count > 0) {
      const { count, errors, timeouts } = cell;
      const exemplars = cell.exemplars.map(({ traceId, ns, failed }) => ({ traceId, durationMs: toMs(ns)!, failed }));
      points.push({ at, count, errors, timeouts, ...latenciesOf(cell), exemplars });
    } else points.push(isKnown(bucket * size, size, known, now) && !scope.amongOthers ? { at, ...NOTHING } : { at, ...UNKNOWN });
  }
  return points;
}

/** Before the first telemetry, in a gap of it, and in times to come nothing can be said. */
export const isKnown = (at: number, size: number, { firstMs, isMissing }: Known, now: number): boolean =>
  firstMs !== null && at + size > firstMs && at < now && !isMissing(at, at + size);

const NO_LATENCY = { meanMs: null, p50Ms: null, p95Ms: null, p99Ms: null, exemplars: [] };
const NOTHING = { count: 0, errors: 0, timeouts: 0, ...NO_LATENCY };
const UNKNOWN = { count: null, errors: null, timeouts: null, ...NO_LATENCY };
