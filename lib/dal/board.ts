import "server-only";
import type { Viewer } from "../auth/viewer.ts";
import { ok, type Result } from "../base/result.ts";
import { HOUR_MS, type UnixMs, unixMs } from "../base/time.ts";
import type { Chain } from "../chains/definition.ts";
import type { BoardDto } from "../contract/board.ts";
import { formatInstant, formatInstantOrNull } from "../contract/instant.ts";
import { STATES, type State } from "../detector/verdict.ts";
import { runtime } from "../runtime.ts";
import type { CaseCount } from "../store/case-store.ts";
import type { Place } from "../store/count-places.ts";
import { getBoardAsOf } from "./board-as-of.ts";
import { readFreshness, readSourceHealth } from "./freshness.ts";
import { currentMasker } from "./masking.ts";
import type { Problem } from "./problem.ts";
import { type Flow, readFlow } from "./recent-flow.ts";

const UNDER_WAY: readonly State[] = ["running", "slow", "late", "cannot-tell"];
const GAPS_FOR_MS = 2 * HOUR_MS;
const DAY_MS = 24 * HOUR_MS;

/**
 * The chains as maps. What is under way is counted from the executions, what hangs from the cases that are not resolved: what a person has
 * dealt with does not hang any more, though its spans never came.
 */
export async function getBoard(_viewer: Viewer, asOf: UnixMs | null = null): Promise<Result<BoardDto, Problem>> {
  if (asOf !== null) return getBoardAsOf(asOf);
  const { index, cases, chains, clock } = runtime();
  const now = clock();
  const lastHour = unixMs(now - HOUR_MS);
  const [places, counts, resolved, flows, health, { partial, warnings }] = await Promise.all([
    index.countPlaces(UNDER_WAY, lastHour),
    cases.countOpen(lastHour),
    cases.countResolved(unixMs(now - DAY_MS), unixMs(now + 1)),
    Promise.all(chains.chains.map(readFlow)),
    readSourceHealth(),
    readFreshness(),
  ]);
  const marks = health.map((source) => source.scannedUpTo);
  return ok({
    chains: await Promise.all(chains.chains.map((chain, at) => drawChain(chain, places, counts, flows[at]!))),
    cases: {
      byState: { ...sumBy(counts, ["open", "acknowledged", "snoozed"], ({ state }) => state), resolved },
      bySeverity: sumBy(counts, ["minor", "major", "critical"], ({ severity }) => severity),
    },
    gaps: readGaps(now),
    completeUpTo: marks.length === 0 || marks.includes(null) ? null : formatInstant(Math.min(...marks.map((mark) => mark ?? 0))),
    asOf: formatInstant(now),
    partial,
    warnings: [...warnings],
  });
}

interface Standing {
  readonly stepId: string | null;
  readonly state: State;
  readonly count: number;
  readonly recent: number;
  readonly oldest: number;
  readonly fromCases: boolean;
}

async function drawChain(
  chain: Chain,
  places: readonly Place[],
  counts: readonly CaseCount[],
  flow: Flow,
): Promise<BoardDto["chains"][number]> {
  const hanging = counts.filter((one) => one.chainId === chain.id && one.kind === "execution");
  const standing: readonly Standing[] = [
    ...places.filter((one) => one.chainId === chain.id).map((one) => ({ ...one, oldest: one.oldestSince, fromCases: false })),
    ...hanging.map((one) => ({ ...one, state: one.hangs, oldest: one.oldestBreach, fromCases: true })),
  ];
  const crossed = standing.filter(({ state }) => state === "late" || state === "stuck" || state === "failed");
  const promised = flow.done + flow.doneLate + crossed.reduce((sum, { recent }) => sum + recent, 0);
  return {
    chainId: chain.id,
    title: chain.title,
    keyedBy: chain.keyedBy,
    inProgress: standing.filter(({ state }) => state !== "failed").reduce((sum, { count }) => sum + count, 0),
    states: await tally(chain.id, standing, false),
    endedLastHour: flow.ended,
    onTimeShare: promised === 0 ? null : flow.done / promised,
    steps: await Promise.all(
      chain.steps.map(async (step, at) => {
        const here = standing.filter((one) => one.stepId === step.id);
        return {
          stepId: step.id,
          title: step.title,
          service: step.services[0] ?? null,
          role: step.role,
          softMs: step.softMs,
          hardMs: step.hardMs,
          count: here.reduce((sum, { count }) => sum + count, 0),
          states: await tally(chain.id, here, true),
          passedLastHour: flow.ended === null ? null : flow.steps[at]!.passed,
          p95Ms: flow.steps[at]!.p95Ms,
          cases: here.filter((one) => one.fromCases).reduce((sum, { count }) => sum + count, 0),
        };
      }),
    ),
    complete: true,
  };
}

/** Worst first. Whose the oldest is, is asked for what hangs at a step only. */
async function tally(chainId: string, standing: readonly Standing[], named: boolean): Promise<BoardDto["chains"][number]["states"]> {
  const byState = new Map<State, { count: number; oldest: number; stepId: string | null; fromCases: boolean }>();
  for (const { state, count, oldest, stepId, fromCases } of standing) {
    const known = byState.get(state);
    if (!known) byState.set(state, { count, oldest, stepId, fromCases });
    else {
      if (oldest < known.oldest) Object.assign(known, { oldest, stepId });
      known.count += count;
    }
  }
  const sorted = [...byState].sort(([a], [b]) => STATES.indexOf(b) - STATES.indexOf(a));
  return Promise.all(
    sorted.map(async ([state, { count, oldest, stepId, fromCases }]) => {
      const first = named && fromCases ? await runtime().cases.oldestAt(chainId, stepId, state) : null;
      return { state, count, oldestSince: formatInstant(oldest), oldestOrderId: first?.orderId ?? null };
    }),
  );
}

function sumBy<K extends string>(counts: readonly CaseCount[], keys: readonly K[], keyOf: (one: CaseCount) => string): Record<K, number> {
  return Object.fromEntries(
    keys.map((key) => [key, counts.filter((one) => keyOf(one) === key).reduce((sum, { count }) => sum + count, 0)]),
  ) as Record<K, number>;
}

function readGaps(now: number): BoardDto["gaps"] {
  const since = now - GAPS_FOR_MS;
  return runtime()
    .pipeline.status()
    .services.flatMap(({ service, gaps }) =>
      gaps
        .filter((gap) => gap.instance === null && (gap.to === null || gap.to > since))
        .map(({ from, to }) => ({ service: currentMasker().text(service), from: formatInstant(from), to: formatInstantOrNull(to) })),
    )
    .sort((a, b) => (a.from < b.from ? 1 : -1));
}
