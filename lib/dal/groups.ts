import "server-only";
import type { Viewer } from "../auth/viewer.ts";
import { err, ok, type Result } from "../base/result.ts";
import { HOUR_MS, type Ms, type UnixMs, unixMs } from "../base/time.ts";
import type { Chain } from "../chains/definition.ts";
import { groupQuerySchema, parseCaseQuery } from "../contract/case-query.ts";
import type { DistinctiveDto, GroupDto, GroupListDto } from "../contract/group.ts";
import { formatInstant, formatInstantOrNull } from "../contract/instant.ts";
import type { CaseRecord, CaseState } from "../detector/cases/case.ts";
import { type Distinctive, findDistinctive } from "../detector/cases/distinctive.ts";
import { type CaseGroup, familyOf, groupCases } from "../detector/cases/group.ts";
import { sayCommon, sayGroup, titleOf } from "../detector/cases/group-words.ts";
import { runtime } from "../runtime.ts";
import { casesAsOf } from "./cases-as-of.ts";
import { readFreshness } from "./freshness.ts";
import { currentMasker } from "./masking.ts";
import { samplePassed } from "./passed-sample.ts";
import type { Problem } from "./problem.ts";

/** Beyond so many cases the newest are grouped: `partial` says so. */
const MOST_CASES = 5_000;
const MOST_IDS = 20;
const HOURS = 24;
/** "Of the same time": from this long before the first of them began to this long after the last. */
const AROUND_MS: Ms = 15 * 60_000;
/** As the verdict counts it: one that hangs beside twenty that passed is alone. */
const PASSED_FOR_EACH = 20;
const UNRESOLVED: readonly CaseState[] = ["open", "acknowledged", "snoozed"];

export async function listGroups(_viewer: Viewer, params: URLSearchParams): Promise<Result<GroupListDto, Problem>> {
  const { cases, chains, clock } = runtime();
  const query = parseCaseQuery(groupQuerySchema, params, chains);
  if (!query.ok) return err({ kind: "bad-request", ...query.error });
  const { state = UNRESOLVED, chain, severity, asOf, limit } = query.value;
  const now = asOf ?? clock();
  const from = unixMs((Math.floor(now / HOUR_MS) - HOURS + 1) * HOUR_MS);
  const [page, breaches, { partial, warnings }] = await Promise.all([
    asOf === undefined
      ? cases.list({ states: state, chainId: chain, severities: severity, limit: MOST_CASES })
      : groupedThen(asOf, { states: state, chainId: chain, severities: severity }),
    cases.breaches(from),
    readFreshness(),
  ]);
  const hours = new Map<string, number[]>();
  for (const { group, hour, count } of breaches) {
    const counts = hours.get(group) ?? new Array<number>(HOURS).fill(0);
    hours.set(group, counts);
    const at = hour - from / HOUR_MS;
    if (at >= 0 && at < HOURS) counts[at] = count;
  }
  const groups = groupCases(page.items);
  const families = Map.groupBy(page.items, familyOf);
  const items = await Promise.all(
    groups
      .slice(0, limit)
      .map((group) =>
        groupToDto(group, families.get(familyOf(group.newest)) ?? [], hours.get(group.mark.id) ?? new Array<number>(HOURS).fill(0)),
      ),
  );
  const cut = page.nextCursor !== null ? [`more than ${MOST_CASES} cases: the newest are grouped`] : [];
  const more = groups.length > limit ? [`${groups.length} groups: the ${limit} worst are given`] : [];
  return ok({
    items,
    nextCursor: null,
    asOf: formatInstant(now),
    partial: partial || cut.length > 0 || more.length > 0,
    warnings: [...warnings, ...cut, ...more],
  });
}

async function groupedThen(at: UnixMs, query: Parameters<typeof casesAsOf>[1]) {
  const { items, whole } = await casesAsOf(at, query);
  return { items: items.map(({ record }) => record), nextCursor: whole ? null : "more" };
}

async function groupToDto(group: CaseGroup, family: readonly CaseRecord[], hours: number[]): Promise<GroupDto> {
  const { mark, cases, oldest, newest, worst } = group;
  const masker = currentMasker();
  const masked = (text: string | null): string | null => (text === null ? null : masker.text(text));
  const chain = runtime().chains.chains.find((one) => one.id === newest.chainId) ?? null;
  const { found, passed } = await findCommon(group, chain, family);
  const service = masked(newest.service);
  const errorFingerprint = masked(mark.error);
  const count = (state: CaseState) => cases.filter((one) => one.state === state).length;
  const shown = found.map((one) => ({ ...one, value: String(masker.value(one.key, one.value)) }));
  return {
    id: mark.id,
    chainId: newest.chainId,
    stepId: newest.stepId,
    state: worst.state,
    cause: worst.cause,
    count: cases.length,
    oldestAt: formatInstant(oldest.breachAt),
    distinctive: shown.map(distinctiveToDto),
    kind: newest.kind,
    severity: group.severity,
    title: sayGroup({ ...newest, chain, cause: worst.cause, service, error: errorFingerprint }),
    sentence: newest.kind === "execution" ? sayCommon(cases.length, shown[0] ?? null, passed) : newest.verdict.text,
    queue: masked(mark.queue),
    consumerVersion: masked(mark.consumerVersion),
    errorFingerprint,
    errorExample: masked(mark.errorExample),
    service,
    isolated: newest.verdict.isolated ?? (passed === null ? null : cases.length <= 1 || passed >= PASSED_FOR_EACH * cases.length),
    newestAt: formatInstant(newest.breachAt),
    open: count("open"),
    acknowledged: count("acknowledged"),
    snoozed: count("snoozed"),
    owners: [...new Set(cases.flatMap((one) => one.owner ?? []))],
    caseIds: cases.slice(0, MOST_IDS).map((one) => one.id),
    orderIds: [...new Set(cases.flatMap((one) => one.orderId ?? []))].slice(0, MOST_IDS),
    notifiedAt: formatInstantOrNull(group.notifiedAt),
    hours,
  };
}

/** Held against those of the same chain that ended well in the same time. */
async function findCommon(
  { cases, newest }: CaseGroup,
  chain: Chain | null,
  family: readonly CaseRecord[],
): Promise<{ found: readonly Distinctive[]; passed: number | null }> {
  if (newest.kind !== "execution" || chain === null) return { found: [], passed: null };
  const breaches = cases.map((one): UnixMs => one.breachAt);
  const passed = await samplePassed(chain, unixMs(Math.min(...breaches) - AROUND_MS), unixMs(Math.max(...breaches) + AROUND_MS));
  return {
    found: findDistinctive(
      family.map((one) => one.facets),
      passed,
    ),
    passed: passed.length,
  };
}

const distinctiveToDto = (one: Distinctive): DistinctiveDto => ({ ...one, title: titleOf(one.key) });
