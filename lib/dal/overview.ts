import "server-only";
import type { Viewer } from "../auth/viewer.ts";
import { ok, type Result } from "../base/result.ts";
import type { UnixMs } from "../base/time.ts";
import type { Chain } from "../chains/definition.ts";
import { formatInstant } from "../contract/instant.ts";
import type { OverviewDto } from "../contract/overview.ts";
import type { State } from "../detector/verdict.ts";
import { runtime } from "../runtime.ts";
import { readFreshness } from "./freshness.ts";
import type { Problem } from "./problem.ts";

const UNFINISHED: readonly State[] = ["running", "slow", "late", "cannot-tell", "stuck", "failed"];
const LOOKED_AT = 500;

/** What hangs now: how many latest attempts of each chain are in which state, at which step, and since when the oldest. */
export async function getOverview(_viewer: Viewer): Promise<Result<OverviewDto, Problem>> {
  const { index, chains, clock } = runtime();
  const [counts, places, freshness] = await Promise.all([
    index.countStates(),
    Promise.all(chains.chains.map((chain) => findPlaces(chain))),
    readFreshness(),
  ]);
  return ok({
    chains: chains.chains.map((chain, at) => ({
      chainId: chain.id,
      states: counts
        .filter((one) => one.chainId === chain.id)
        .map(({ state, count, oldestSince }) => ({ state, count, oldestSince: formatInstant(oldestSince) })),
      steps: tally(places[at]?.items ?? []),
      complete: places[at]?.nextCursor === null,
    })),
    asOf: formatInstant(clock()),
    partial: freshness.partial,
    warnings: [...freshness.warnings],
  });
}

interface Place {
  readonly stepId: string;
  readonly state: State;
  readonly since: UnixMs;
}

/** An order's verdict speaks of the worst of its latest attempts: an attempt that was made good does not count as hanging. */
async function findPlaces(chain: Chain): Promise<{ readonly items: readonly Place[]; readonly nextCursor: string | null }> {
  const { index } = runtime();
  const query = { chainId: chain.id, states: UNFINISHED, limit: LOOKED_AT };
  if (chain.keyedBy === "trace") {
    const page = await index.listExecutions(query);
    return { ...page, items: page.items.flatMap(({ judgement }) => placeOf(judgement.stepId, judgement.state, judgement.verdict.since)) };
  }
  const page = await index.listOrders(query);
  return {
    ...page,
    items: page.items.flatMap(({ verdict }) =>
      verdict?.chainId === chain.id ? placeOf(verdict.stepId, verdict.state, verdict.since) : [],
    ),
  };
}

const placeOf = (stepId: string | null, state: State, since: UnixMs): Place[] => (stepId === null ? [] : [{ stepId, state, since }]);

function tally(places: readonly Place[]): OverviewDto["chains"][number]["steps"] {
  const byPlace = new Map<string, { stepId: string; state: State; count: number; oldest: number }>();
  for (const { stepId, state, since } of places) {
    const key = `${stepId} ${state}`;
    const known = byPlace.get(key);
    if (known) {
      known.count += 1;
      known.oldest = Math.min(known.oldest, since);
    } else byPlace.set(key, { stepId, state, count: 1, oldest: since });
  }
  return [...byPlace.values()].map(({ stepId, state, count, oldest }) => ({ stepId, state, count, oldestSince: formatInstant(oldest) }));
}
