import "server-only";
import type { Viewer } from "../auth/viewer.ts";
import { err, ok, type Result } from "../base/result.ts";
import { quantileOf, sumOf } from "../base/sketch.ts";
import type { Chain } from "../chains/definition.ts";
import type { ChainCardDto, ChainCardsDto, ChainDashboardDto, ChainStepDto } from "../contract/dashboards.ts";
import { formatInstant } from "../contract/instant.ts";
import { parseRange, rangeQuerySchema } from "../contract/range-query.ts";
import { STATES } from "../detector/verdict.ts";
import type { Cell } from "../rollups/cell.ts";
import { REACHED, STARTED } from "../rollups/execution-events.ts";
import type { SeriesKind } from "../rollups/series-key.ts";
import { runtime } from "../runtime.ts";
import type { Series } from "../store/rollup-store.ts";
import { readFreshness } from "./freshness.ts";
import { objectiveOf, readBurn } from "./objective.ts";
import { countOnTime } from "./on-time.ts";
import { notFound, type Problem } from "./problem.ts";
import { bucketsOf, rangeOf, sparkStep } from "./ranges.ts";
import { firstOf, periodBefore, type Range, redOf, shareOf, sumSeries, toMs } from "./rollup-sums.ts";
import { readBuckets, readSparks } from "./sparks.ts";

/** The series of chains, by what they are of. */
interface ChainSeries {
  readonly all: readonly number[];
  readonly firstMs: number;
  find(kind: SeriesKind, chainId: string, stepId?: string): number;
}

const NONE = -1;

async function chainSeries(chainId?: string): Promise<ChainSeries> {
  const found = await runtime().rollups.listSeries(["chain", "step", "wait", "leg"], chainId);
  const byName = new Map(found.map((one: Series) => [`${one.kind}\n${one.a}\n${one.b}`, one.id]));
  return {
    all: found.map((one) => one.id),
    firstMs: firstOf(found),
    find: (kind, id, stepId = "") => byName.get(`${kind}\n${id}\n${stepId}`) ?? NONE,
  };
}

const period = ({ from, to }: Range) => ({ from: formatInstant(from), to: formatInstant(to) });
const statesOf = (cell: Cell | undefined) =>
  STATES.map((state, at) => ({ state, count: cell?.tally[at] ?? 0 })).filter(({ count }) => count > 0);

/** The overview's cards. */
export async function getChainCards(_viewer: Viewer, params: URLSearchParams): Promise<Result<ChainCardsDto, Problem>> {
  const range = await rangeOf(parseRange(rangeQuerySchema, params));
  if (!range.ok) return range;
  const series = await chainSeries();
  const { chains } = runtime().chains;
  const own = chains.map((chain) => series.find("chain", chain.id)).filter((id) => id !== NONE);
  const [now, before, burn, spark, freshness] = await Promise.all([
    sumSeries(series.all, range.value),
    sumSeries(own, periodBefore(range.value)),
    readBurn(own),
    readSparks(own, range.value),
    readFreshness(),
  ]);
  const cards = chains.map((chain): ChainCardDto => {
    const id = series.find("chain", chain.id);
    return {
      chainId: chain.id,
      title: { ...chain.title },
      now: redOf(now.get(id), range.value, series.firstMs),
      before: before.has(id) ? redOf(before.get(id), periodBefore(range.value), series.firstMs) : null,
      onTime: objectiveOf(now.get(id), burn, id),
      onTimeBefore: countOnTime(before.get(id)).value,
      worstStep: worstOf(chain, series, now),
      states: statesOf(now.get(id)),
      spark: spark(id),
    };
  });
  return ok({ ...period(range.value), chains: cards, ...freshness, warnings: [...freshness.warnings] });
}

/** Where most of the executions' time goes, a queue's wait among the places. */
function worstOf(chain: Chain, series: ChainSeries, sums: ReadonlyMap<number, Cell>): ChainCardDto["worstStep"] {
  const total = timeOf(chain, series, sums);
  let worst: ChainCardDto["worstStep"] = null;
  for (const { id: stepId } of chain.steps) {
    for (const kind of ["leg", "wait"] as const) {
      const cell = sums.get(series.find(kind, chain.id, stepId));
      if (!cell || cell.count === 0) continue;
      const share = shareOf(sumOf(cell.sketch), total);
      if ((share ?? 0) > (worst?.share ?? -1)) worst = { stepId, p95Ms: toMs(quantileOf(cell.sketch, 0.95)), wait: kind === "wait", share };
    }
  }
  return worst;
}

function timeOf(chain: Chain, series: ChainSeries, sums: ReadonlyMap<number, Cell>): number {
  let total = 0;
  for (const { id } of chain.steps)
    for (const kind of ["leg", "wait"] as const) {
      const cell = sums.get(series.find(kind, chain.id, id));
      if (cell) total += sumOf(cell.sketch);
    }
  return total;
}

export async function getChainDashboard(
  _viewer: Viewer,
  chainId: string,
  params: URLSearchParams,
): Promise<Result<ChainDashboardDto, Problem>> {
  const range = await rangeOf(parseRange(rangeQuerySchema, params));
  if (!range.ok) return range;
  const chain = runtime().chains.chains.find((one) => one.id === chainId);
  if (!chain) return err(notFound("No such chain in the chain file."));
  const series = await chainSeries(chainId);
  const id = series.find("chain", chainId);
  const [now, before, burn, trend, freshness] = await Promise.all([
    sumSeries(series.all, range.value),
    sumSeries(series.all, periodBefore(range.value)),
    readBurn(id === NONE ? [] : [id]),
    readBuckets(id === NONE ? [] : [id], range.value),
    readFreshness(),
  ]);
  const own = now.get(id);
  const { stepS } = sparkStep(range.value);
  const buckets = bucketsOf(range.value, stepS);
  return ok({
    ...period(range.value),
    chainId,
    title: { ...chain.title },
    now: redOf(own, range.value, series.firstMs),
    before: before.has(id) ? redOf(before.get(id), periodBefore(range.value), series.firstMs) : null,
    onTime: objectiveOf(own, burn, id),
    onTimeTrend: {
      times: buckets.map((bucket) => formatInstant(bucket * stepS * 1_000)),
      value: buckets.map((bucket) => countOnTime(trend.get(id)?.get(bucket)).value),
    },
    started: own?.tally[STARTED] ?? 0,
    steps: stepsOf(chain, series, { now, before, range: range.value }),
    states: statesOf(own),
    ...freshness,
    warnings: [...freshness.warnings],
  });
}

interface Sums {
  readonly now: ReadonlyMap<number, Cell>;
  readonly before: ReadonlyMap<number, Cell>;
  readonly range: Range;
}

function stepsOf(chain: Chain, series: ChainSeries, { now, before, range }: Sums): ChainStepDto[] {
  const total = timeOf(chain, series, now);
  const earlier = periodBefore(range);
  return chain.steps.map((step) => {
    const own = series.find("step", chain.id, step.id);
    const wait = series.find("wait", chain.id, step.id);
    const share = (kind: "leg" | "wait") => {
      const cell = now.get(series.find(kind, chain.id, step.id));
      return shareOf(cell ? sumOf(cell.sketch) : 0, total);
    };
    return {
      stepId: step.id,
      title: { ...step.title },
      own: redOf(now.get(own), range, series.firstMs),
      ownBefore: before.has(own) ? redOf(before.get(own), earlier, series.firstMs) : null,
      wait: step.role === "consume" ? redOf(now.get(wait), range, series.firstMs) : null,
      waitBefore: step.role === "consume" && before.has(wait) ? redOf(before.get(wait), earlier, series.firstMs) : null,
      timeShare: share("leg"),
      waitShare: share("wait"),
      reached: now.get(own)?.tally[REACHED] ?? 0,
      softMs: step.softMs,
      hardMs: step.hardMs,
    };
  });
}
