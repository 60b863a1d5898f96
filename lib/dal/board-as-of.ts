import "server-only";
import { ok, type Result } from "../base/result.ts";
import { HOUR_MS, type UnixMs } from "../base/time.ts";
import type { BoardDto } from "../contract/board.ts";
import { formatInstant, formatInstantOrNull } from "../contract/instant.ts";
import type { CaseRecord } from "../detector/cases/case.ts";
import { STATES, type State } from "../detector/verdict.ts";
import { runtime } from "../runtime.ts";
import { casesAsOf } from "./cases-as-of.ts";
import { currentMasker } from "./masking.ts";
import type { Problem } from "./problem.ts";

const UNDER_WAY: readonly State[] = ["running", "slow", "late", "cannot-tell"];
const GAPS_FOR_MS = 2 * HOUR_MS;
const DAY_MS = 24 * HOUR_MS;

interface Standing {
  readonly chainId: string;
  readonly stepId: string | null;
  readonly state: State;
  readonly count: number;
  readonly oldest: UnixMs;
  readonly orderId: string | null;
  readonly isCase: boolean;
}

/** The board as it was known then: what was under way by what was said, what hung by the cases of then. How it flowed is not told again. */
export async function getBoardAsOf(at: UnixMs): Promise<Result<BoardDto, Problem>> {
  const { chains, said, pipeline } = runtime();
  const [places, cases] = await Promise.all([said.countPlacesAt(at), casesAsOf(at, {})]);
  const records = cases.items.map(({ record }) => record);
  const open = records.filter(({ state }) => state !== "resolved");
  const standing: readonly Standing[] = [
    ...places
      .filter(({ state }) => UNDER_WAY.includes(state))
      .map((one) => ({ ...one, oldest: one.oldestSince, orderId: null, isCase: false })),
    ...open.filter(({ kind }) => kind === "execution").map(toStanding),
  ];
  const services = pipeline.status().services;
  return ok({
    chains: chains.chains.map((chain) => {
      const own = standing.filter(({ chainId }) => chainId === chain.id);
      return {
        chainId: chain.id,
        title: chain.title,
        keyedBy: chain.keyedBy,
        inProgress: sum(own.filter(({ state }) => state !== "failed")),
        states: tally(own),
        endedLastHour: null,
        onTimeShare: null,
        steps: chain.steps.map((step) => {
          const here = own.filter(({ stepId }) => stepId === step.id);
          return {
            ...{ stepId: step.id, title: step.title, service: step.services[0] ?? null, role: step.role },
            ...{ softMs: step.softMs, hardMs: step.hardMs, count: sum(here), states: tally(here) },
            ...{ passedLastHour: null, p95Ms: null, cases: sum(here.filter(({ isCase }) => isCase)) },
          };
        }),
        complete: true,
      };
    }),
    cases: {
      byState: {
        ...countBy(["open", "acknowledged", "snoozed"] as const, open, ({ state }) => state),
        resolved: records.filter(({ resolvedAt }) => resolvedAt !== null && resolvedAt > at - DAY_MS).length,
      },
      bySeverity: countBy(["minor", "major", "critical"] as const, open, ({ severity }) => severity),
    },
    gaps: services
      .flatMap(({ service, gaps }) => gaps.filter((gap) => gap.instance === null).map((gap) => ({ service, ...gap })))
      .filter(({ from, to }) => from <= at && (to === null || to > at - GAPS_FOR_MS))
      .map(({ service, from, to }) => ({
        service: currentMasker().text(service),
        from: formatInstant(from),
        to: formatInstantOrNull(to === null || to > at ? null : to),
      })),
    completeUpTo: null,
    asOf: formatInstant(at),
    partial: !cases.whole,
    warnings: cases.whole ? [] : ["more cases were open than are looked at: the newest are counted"],
  });
}

const toStanding = ({ chainId, verdict, breachAt, orderId }: CaseRecord): Standing => ({
  ...{ chainId, stepId: verdict.stepId, state: verdict.state, count: 1, oldest: breachAt, orderId, isCase: true },
});

const sum = (standing: readonly Standing[]): number => standing.reduce((total, { count }) => total + count, 0);

/** Worst first. */
function tally(standing: readonly Standing[]): BoardDto["chains"][number]["states"] {
  return [...Map.groupBy(standing, ({ state }) => state)]
    .sort(([a], [b]) => STATES.indexOf(b) - STATES.indexOf(a))
    .map(([state, own]) => {
      const oldest = own.reduce((first, one) => (one.oldest < first.oldest ? one : first));
      return { state, count: sum(own), oldestSince: formatInstant(oldest.oldest), oldestOrderId: oldest.orderId };
    });
}

const countBy = <K extends string, T>(keys: readonly K[], items: readonly T[], keyOf: (one: T) => string): Record<K, number> =>
  Object.fromEntries(keys.map((key) => [key, items.filter((one) => keyOf(one) === key).length])) as Record<K, number>;
