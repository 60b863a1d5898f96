import "server-only";
import type { Viewer } from "../auth/viewer.ts";
import { ok, type Result } from "../base/result.ts";
import { meanOf, quantileOf } from "../base/sketch.ts";
import { formatInstant } from "../contract/instant.ts";
import type { KpisDto } from "../contract/kpis.ts";
import { parseRange, rangeQuerySchema } from "../contract/range-query.ts";
import { type Cell, createCell, mergeCell } from "../rollups/cell.ts";
import { runtime } from "../runtime.ts";
import type { Series } from "../store/rollup-store.ts";
import { chainServices } from "./chain-services.ts";
import { readFreshness } from "./freshness.ts";
import { countOnTime } from "./on-time.ts";
import type { Problem } from "./problem.ts";
import { bucketsOf, rangeOf, sparkStep } from "./ranges.ts";
import { reactionOf, readCaseTimes } from "./reaction.ts";
import { bucketSeries, exactMs, periodBefore, type Range, shareOf, sumSeries, toMs } from "./rollup-sums.ts";

/** The four figures that the user wants moved (DOMAIN), each with the period before. */
export async function getKpis(_viewer: Viewer, params: URLSearchParams): Promise<Result<KpisDto, Problem>> {
  const range = await rangeOf(parseRange(rangeQuerySchema, params));
  if (!range.ok) return range;
  const wanted = await findWanted();
  const before = periodBefore(range.value);
  const [now, then, trend, freshness] = await Promise.all([
    figuresOf(wanted, range.value),
    figuresOf(wanted, before),
    trendOf(wanted, range.value),
    readFreshness(),
  ]);
  return ok({
    ...periodDto(range.value),
    before: periodDto(before),
    processingTime: { ...now.processingTime, before: then.processingTime },
    errorShare: { ...now.errorShare, before: then.errorShare },
    onTime: { ...now.onTime, before: then.onTime },
    reaction: { ...now.reaction, before: then.reaction },
    trend,
    partial: freshness.partial,
    warnings: [...freshness.warnings],
  });
}

const periodDto = ({ from, to }: Range) => ({ from: formatInstant(from), to: formatInstant(to) });

interface Wanted {
  readonly processing: readonly Series[];
  readonly inside: readonly Series[];
  readonly entries: readonly Series[];
  readonly chains: readonly Series[];
}

/** Of the chains' services and of the chains that run for orders: others have figures of their own. */
async function findWanted(): Promise<Wanted> {
  const { rollups, chains } = runtime();
  const all = await rollups.listSeries(["order", "service", "chain"]);
  const services = chainServices(chains);
  const ids = new Set(chains.chains.map((chain) => chain.id));
  return {
    processing: all.filter((one) => one.kind === "order" && one.a === "processing"),
    inside: all.filter((one) => one.kind === "order" && one.a === "inside"),
    entries: all.filter((one) => one.kind === "service" && services.has(one.a)),
    chains: all.filter((one) => one.kind === "chain" && ids.has(one.a)),
  };
}

const isOrderChain = ({ a }: Series): boolean => runtime().chains.chains.find((chain) => chain.id === a)?.keyedBy === "order";
const idsOf = (series: readonly Series[]): readonly number[] => series.map((one) => one.id);

async function figuresOf(wanted: Wanted, range: Range) {
  const all = Object.values(wanted).flatMap(idsOf);
  const [sums, reaction] = await Promise.all([sumSeries(all, range), readCaseTimes(range)]);
  const join = (series: readonly Series[]): Cell => joinCells(series.flatMap((one) => sums.get(one.id) ?? []));
  const { errors, timeouts, count: total } = join(wanted.entries);
  return {
    processingTime: processingOf(join(wanted.processing), join(wanted.inside)),
    errorShare: { value: shareOf(errors + timeouts, total), errors, timeouts, total },
    onTime: {
      ...countOnTime(join(wanted.chains.filter(isOrderChain))),
      chains: wanted.chains.map((one) => ({ chainId: one.a, ...countOnTime(join([one])) })),
    },
    reaction: reactionOf(reaction, range),
  };
}

function processingOf({ sketch, count }: Cell, inside: Cell) {
  return {
    meanMs: exactMs(meanOf(sketch)),
    medianMs: toMs(quantileOf(sketch, 0.5)),
    count,
    insideChainsMeanMs: exactMs(meanOf(inside.sketch)),
    insideChainsMedianMs: toMs(quantileOf(inside.sketch, 0.5)),
  };
}

function joinCells(cells: readonly Cell[]): Cell {
  const sum = createCell();
  for (const cell of cells) mergeCell(sum, cell);
  return sum;
}

async function trendOf(wanted: Wanted, range: Range): Promise<KpisDto["trend"]> {
  const { kept, stepS } = sparkStep(range);
  const read = (series: readonly Series[]) => bucketSeries(idsOf(series), kept, stepS, range);
  const [processing, entries, chains, cases] = await Promise.all([
    read(wanted.processing),
    read(wanted.entries),
    read(wanted.chains.filter(isOrderChain)),
    readCaseTimes(range),
  ]);
  const buckets = bucketsOf(range, stepS);
  const entryOf = (bucket: number) => entries.get(bucket) ?? createCell();
  return {
    times: buckets.map((bucket) => formatInstant(bucket * stepS * 1_000)),
    processingMeanMs: buckets.map((bucket) => exactMs(meanOf((processing.get(bucket) ?? createCell()).sketch))),
    errorShare: buckets.map((bucket) => shareOf(entryOf(bucket).errors + entryOf(bucket).timeouts, entryOf(bucket).count)),
    onTime: buckets.map((bucket) => countOnTime(chains.get(bucket)).value),
    toAcknowledgeMs: buckets.map(
      (bucket) => reactionOf(cases, { from: bucket * stepS * 1_000, to: (bucket + 1) * stepS * 1_000 }).toAcknowledgeMs,
    ),
  };
}
