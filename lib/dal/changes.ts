import "server-only";
import type { Viewer } from "../auth/viewer.ts";
import { ok, type Result } from "../base/result.ts";
import { quantileOf } from "../base/sketch.ts";
import { HOUR_MS } from "../base/time.ts";
import type { ChangeDto, ChangesDto } from "../contract/dashboards.ts";
import { formatInstant } from "../contract/instant.ts";
import { parseRange, rangeQuerySchema } from "../contract/range-query.ts";
import { chainScope, operationScope, serviceScope, stepScope, waitScope } from "../contract/scope.ts";
import type { Cell } from "../rollups/cell.ts";
import { sureOfQuantile, sureOfRates, sureOfShares } from "../rollups/significance.ts";
import { runtime } from "../runtime.ts";
import type { Series } from "../store/rollup-store.ts";
import { sayChange } from "./change-words.ts";
import { readFreshness } from "./freshness.ts";
import { currentMasker } from "./masking.ts";
import { countOnTime } from "./on-time.ts";
import type { Problem } from "./problem.ts";
import { rangeOf } from "./ranges.ts";
import { periodBefore, type Range, sumSeries, toMs } from "./rollup-sums.ts";

const WEEK_MS = 7 * 24 * HOUR_MS;
/** Below, it is told as noise: not at all. */
const SURE_ENOUGH = 0.95;
/** A change that nobody would feel is none, however sure it is. */
const LEAST_RATIO = 1.1;
const LEAST_SHARE = 0.002;
const MOST = 50;
const MOST_SERIES = 2_000;

/** What got worse, and better: against the same time last week, or the period before where no week is kept yet. */
export async function getChanges(_viewer: Viewer, params: URLSearchParams): Promise<Result<ChangesDto, Problem>> {
  const parsed = await rangeOf(parseRange(rangeQuerySchema, params));
  if (!parsed.ok) return parsed;
  const range = parsed.value;
  const series = (await runtime().rollups.listSeries(["service", "operation", "chain", "step", "wait"])).slice(0, MOST_SERIES);
  const against = pickBefore(range, series);
  const freshness = await readFreshness();
  const base = { from: formatInstant(range.from), to: formatInstant(range.to), ...freshness, warnings: [...freshness.warnings] };
  if (against === null) return ok({ ...base, against: null, changes: [] });
  const ids = series.map((one) => one.id);
  const [now, before] = await Promise.all([
    sumSeries(ids, range, { traces: true, coarse: true }),
    sumSeries(ids, against.range, { coarse: true }),
  ]);
  const lengths = { before: lengthOf(against.range, series), now: lengthOf(range, series) };
  const changes = series.flatMap((one) => {
    const [earlier, later] = [before.get(one.id), now.get(one.id)];
    return earlier && later ? compare(one, earlier, later, lengths) : [];
  });
  changes.sort((a, b) =>
    a.direction === b.direction ? b.affected * b.confidence - a.affected * a.confidence : a.direction === "worse" ? -1 : 1,
  );
  return ok({
    ...base,
    against: { kind: against.kind, from: formatInstant(against.range.from), to: formatInstant(against.range.to) },
    changes: changes.slice(0, MOST),
  });
}

/** How much of the range telemetry covers: before the first span nothing was slow, there was nothing. */
function lengthOf({ from, to }: Range, series: readonly Series[]): number {
  const first = Math.min(...series.map((one) => one.firstMs));
  return Math.max(60_000, Math.min(to, runtime().clock()) - Math.max(from, first));
}

function pickBefore(range: Range, series: readonly Series[]) {
  const first = Math.min(...series.map((one) => one.firstMs));
  const week: Range = { from: range.from - WEEK_MS, to: range.to - WEEK_MS };
  if (first <= week.from + (week.to - week.from) / 2) return { kind: "last-week" as const, range: week };
  const period = periodBefore(range);
  return first < period.to - 60_000 ? { kind: "period-before" as const, range: period } : null;
}

interface Lengths {
  readonly before: number;
  readonly now: number;
}

function compare(series: Series, before: Cell, now: Cell, lengths: Lengths): ChangeDto[] {
  const found: ChangeDto[] = [];
  const name = nameOf(series);
  const add = (
    measure: ChangeDto["measure"],
    unit: ChangeDto["unit"],
    from: number,
    to: number,
    confidence: number,
    affected: number,
    worse: boolean,
  ) => {
    const felt = unit === "share" ? Math.abs(to - from) >= LEAST_SHARE : Math.max(from, to) >= LEAST_RATIO * Math.min(from, to);
    if (confidence < SURE_ENOUGH || !felt) return;
    const exemplar = [...now.exemplars].sort((a, b) => Number(b.failed) - Number(a.failed) || b.ns - a.ns)[0];
    found.push({
      ...name,
      measure,
      unit,
      before: from,
      now: to,
      confidence,
      affected: Math.abs(affected),
      direction: worse ? "worse" : "better",
      text: sayChange(name.title, measure, unit, from, to),
      exemplar: exemplar ? { traceId: exemplar.traceId, durationMs: toMs(exemplar.ns)!, failed: exemplar.failed } : null,
    });
  };
  for (const measure of ["errors", "timeouts"] as const) {
    const [then, later] = [before[measure] / before.count, now[measure] / now.count];
    const sure = sureOfShares({ part: before[measure], whole: before.count }, { part: now[measure], whole: now.count });
    add(measure, "share", then, later, sure, (later - then) * now.count, later > then);
  }
  const [p95Before, p95Now] = [quantileOf(before.sketch, 0.95), quantileOf(now.sketch, 0.95)];
  if (p95Before !== null && p95Now !== null) {
    const slower = p95Now > p95Before;
    const touched = now.count * 0.05 * Math.min(10, Math.abs(Math.log2((p95Now + 1) / (p95Before + 1))));
    add(
      series.kind === "wait" ? "wait" : "latency",
      "ms",
      toMs(p95Before)!,
      toMs(p95Now)!,
      sureOfQuantile(before.sketch, now.sketch, 0.95),
      touched,
      slower,
    );
  }
  if (series.kind === "service" || series.kind === "chain") {
    const [then, later] = [(before.count * 60_000) / lengths.before, (now.count * 60_000) / lengths.now];
    const sure = sureOfRates({ count: before.count, ms: lengths.before }, { count: now.count, ms: lengths.now });
    add("rate", "per-minute", then, later, sure, ((later - then) * lengths.now) / 60_000, later < then);
  }
  if (series.kind === "chain") {
    const [then, later] = [countOnTime(before), countOnTime(now)];
    const sure = sureOfShares({ part: then.done, whole: then.total }, { part: later.done, whole: later.total });
    if (then.value !== null && later.value !== null)
      add("on-time", "share", then.value, later.value, sure, (later.value - then.value) * later.total, later.value < then.value);
  }
  return found;
}

function nameOf({ kind, a, b }: Series): { readonly scope: string; readonly title: ChangeDto["title"] } {
  const masker = currentMasker();
  const [first, second] = [masker.text(a), masker.text(b)];
  if (kind === "service") return { scope: serviceScope(first), title: { en: first, ru: first } };
  if (kind === "operation")
    return { scope: operationScope(first, second), title: { en: `${first} · ${second}`, ru: `${first} · ${second}` } };
  const chain = runtime().chains.chains.find((one) => one.id === a);
  const step = chain?.steps.find((one) => one.id === b);
  const title = (lang: "en" | "ru") => [chain?.title[lang] ?? first, step?.title[lang] ?? second].filter((part) => part !== "").join(" · ");
  const scope = kind === "chain" ? chainScope(a) : kind === "step" ? stepScope(a, b) : waitScope(a, b);
  return { scope, title: { en: title("en"), ru: title("ru") } };
}
