import "server-only";
import type { Viewer } from "../auth/viewer.ts";
import { err, ok, type Result } from "../base/result.ts";
import { HOUR_MS, unixMs } from "../base/time.ts";
import type { IncidentsDto } from "../contract/dashboards.ts";
import { formatInstant, formatInstantOrNull } from "../contract/instant.ts";
import { incidentsQuerySchema, parseRange } from "../contract/range-query.ts";
import type { CaseRecord } from "../detector/cases/case.ts";
import { runtime } from "../runtime.ts";
import { readFreshness } from "./freshness.ts";
import type { Problem } from "./problem.ts";
import { rangeOf } from "./ranges.ts";
import { meanOfAll, quantileOfAll } from "./reaction.ts";
import type { Range } from "./rollup-sums.ts";

const A_PAGE = 500;
const MOST_CASES = 5_000;
const LONGEST_SHOWN = 20;

/** Cases that were opened in the range: how soon somebody took them up, how soon they were over. */
export async function getIncidents(_viewer: Viewer, params: URLSearchParams): Promise<Result<IncidentsDto, Problem>> {
  const query = parseRange(incidentsQuerySchema, params);
  const range = await rangeOf(query);
  if (!query.ok) return err({ kind: "bad-request", ...query.error });
  if (!range.ok) return range;
  const { cases, complete } = await readCases(range.value);
  const { partial, warnings } = await readFreshness();
  const now = runtime().clock();
  const acknowledged = cases.flatMap(toAcknowledge);
  const resolved = cases.flatMap(toResolve);
  const lasted = (one: CaseRecord) => (one.resolvedAt ?? now) - one.openedAt;
  return ok({
    from: formatInstant(range.value.from),
    to: formatInstant(range.value.to),
    all: {
      ...sumUp(cases),
      acknowledgeP50Ms: quantileOfAll(acknowledged, 0.5),
      acknowledgeP95Ms: quantileOfAll(acknowledged, 0.95),
      resolveP50Ms: quantileOfAll(resolved, 0.5),
      resolveP95Ms: quantileOfAll(resolved, 0.95),
    },
    byChain: [...groupBy(cases, (one) => one.chainId)].map(([chainId, own]) => ({ chainId, ...sumUp(own) })),
    byCause: [...groupBy(cases, (one) => one.verdict.cause)].map(([cause, own]) => ({ cause, ...sumUp(own) })),
    byHourOfWeek: hoursOfWeek(cases, query.value.tz ?? 0),
    longest: cases
      .toSorted((a, b) => lasted(b) - lasted(a))
      .slice(0, LONGEST_SHOWN)
      .map((one) => ({
        caseId: one.id,
        orderId: one.orderId,
        chainId: one.chainId,
        stepId: one.stepId,
        cause: one.verdict.cause,
        openedAt: formatInstant(one.openedAt),
        acknowledgedAt: formatInstantOrNull(one.acknowledgedAt),
        resolvedAt: formatInstantOrNull(one.resolvedAt),
        lastedMs: lasted(one),
      })),
    partial: partial || !complete,
    warnings: [...warnings, ...(complete ? [] : [`more than ${MOST_CASES} cases: only the newest are counted`])],
  });
}

async function readCases({ from, to }: Range): Promise<{ readonly cases: readonly CaseRecord[]; readonly complete: boolean }> {
  const found: CaseRecord[] = [];
  let cursor: string | undefined;
  do {
    const page = await runtime().cases.list({ from: unixMs(from), to: unixMs(to), limit: A_PAGE, cursor });
    found.push(...page.items);
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined && found.length < MOST_CASES);
  return { cases: found.filter((one) => one.openedAt >= from && one.openedAt < to), complete: cursor === undefined };
}

const toAcknowledge = (one: CaseRecord): number[] => (one.acknowledgedAt === null ? [] : [one.acknowledgedAt - one.openedAt]);
const toResolve = (one: CaseRecord): number[] => (one.resolvedAt === null ? [] : [one.resolvedAt - one.openedAt]);

const sumUp = (cases: readonly CaseRecord[]) => ({
  cases: cases.length,
  toAcknowledgeMs: meanOfAll(cases.flatMap(toAcknowledge)),
  toResolveMs: meanOfAll(cases.flatMap(toResolve)),
});

const groupBy = <K>(cases: readonly CaseRecord[], keyOf: (one: CaseRecord) => K): ReadonlyMap<K, readonly CaseRecord[]> =>
  Map.groupBy(cases, keyOf);

/** 7 × 24, Monday first, in the reader's own time. */
function hoursOfWeek(cases: readonly CaseRecord[], minutesEast: number): IncidentsDto["byHourOfWeek"] {
  // 1970 began on a Thursday.
  const hourOf = (one: CaseRecord) => (Math.floor((one.openedAt + minutesEast * 60_000) / HOUR_MS) + 3 * 24) % 168;
  const hours = groupBy(cases, hourOf);
  return Array.from({ length: 7 }, (_, day) => Array.from({ length: 24 }, (_, hour) => sumUp(hours.get(day * 24 + hour) ?? [])));
}
