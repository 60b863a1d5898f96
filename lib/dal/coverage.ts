import "server-only";
import type { Viewer } from "../auth/viewer.ts";
import { ok, type Result } from "../base/result.ts";
import { HOUR_MS } from "../base/time.ts";
import type { Chain } from "../chains/definition.ts";
import type { AdviceDto, ChainCoverageDto, CoverageDto, ServiceCoverageDto } from "../contract/coverage.ts";
import { formatInstant } from "../contract/instant.ts";
import { parseRange, rangeQuerySchema } from "../contract/range-query.ts";
import type { ServiceStatus } from "../pipeline/status.ts";
import type { Cell } from "../rollups/cell.ts";
import { COVER } from "../rollups/cover.ts";
import { runtime } from "../runtime.ts";
import type { Series } from "../store/rollup-store.ts";
import { adviseService, rankAdvice, type ServiceFacts } from "./coverage-advice.ts";
import { readFreshness } from "./freshness.ts";
import { currentMasker } from "./masking.ts";
import type { Problem } from "./problem.ts";
import { rangeOf } from "./ranges.ts";
import { type Range, shareOf, sumSeries, wholeHours } from "./rollup-sums.ts";

const DAY_MS = 24 * HOUR_MS;
/** A sampling that ended longer ago needs no advice any more. */
const STILL_MS = HOUR_MS / 6;

/** How good the tracing itself is: per service and chain, with whom to ask for what. */
export async function getCoverage(_viewer: Viewer, params: URLSearchParams): Promise<Result<CoverageDto, Problem>> {
  const parsed = await rangeOf(parseRange(rangeQuerySchema, params));
  if (!parsed.ok) return parsed;
  const range = parsed.value;
  const { rollups, chains } = runtime();
  const series = await rollups.listSeries(["cover", "chain", "step"]);
  const hours = wholeHours(range);
  const sums = await sumSeries(
    series.map((one) => one.id),
    hours,
  );
  const services = series
    .filter((one) => one.kind === "cover" && sums.has(one.id))
    .map((one) => coverService(one, sums.get(one.id)!, hours));
  const perChain = chains.chains.map((chain) => coverChain(chain, series, sums));
  const { partial, warnings } = await readFreshness();
  return ok({
    from: formatInstant(range.from),
    to: formatInstant(range.to),
    services,
    chains: perChain,
    advice: rankAdvice([...services, ...perChain].flatMap((one) => one.advice)),
    partial,
    warnings: [...warnings],
  });
}

function coverService(series: Series, cover: Cell, range: Range): ServiceCoverageDto {
  const { chains, pipeline, clock } = runtime();
  const of = (place: number) => cover.tally[place] ?? 0;
  const spans = of(COVER.spans);
  const status = pipeline.status().services.find((one) => one.service === series.a);
  const sampled = status?.sampled ?? null;
  // Of the time in which it was there at all: a service that began an hour ago sends as much a day as it would in a day.
  const days = Math.max(HOUR_MS / 12, Math.min(range.to, clock()) - Math.max(range.from, series.firstMs)) / DAY_MS;
  const service = currentMasker().text(series.a);
  const facts: ServiceFacts = {
    service,
    cover,
    servesOrders: chains.chains.some((chain) => chain.keyedBy === "order" && chain.steps.some((step) => step.services.includes(series.a))),
    clockOffsetMs: worstOffset(status),
    silenceNoticedAfterMs: status?.noticedAfterMs ?? null,
    keptShare: sampled && sampled.to > clock() - STILL_MS ? sampled.keptShare : null,
    orderKey: chains.orderKeys[0] ?? "order_id",
    userKey: chains.userKeys[0] ?? "user_id",
  };
  return {
    service,
    spans,
    spansPerDay: Math.round(spans / days),
    bytesPerDay: Math.round(of(COVER.bytes) / days),
    share: {
      orderId: shareOf(of(COVER.orderId), spans),
      userId: shareOf(of(COVER.userId), spans),
      status: shareOf(of(COVER.status), spans),
    },
    orphanShare: shareOf(of(COVER.orphans), spans),
    contextLostShare: shareOf(of(COVER.contextLost), of(COVER.consumed)),
    clockOffsetMs: facts.clockOffsetMs,
    sampling:
      sampled && sampled.keptShare !== null && sampled.to > range.from && sampled.from < range.to
        ? samplingDto(sampled, sampled.keptShare)
        : null,
    silenceNoticedAfterMs: facts.silenceNoticedAfterMs,
    instances: status?.instances.length ?? 0,
    firstSeen: formatInstant(series.firstMs),
    advice: adviseService(facts),
  };
}

const samplingDto = ({ from, to }: { readonly from: number; readonly to: number }, keptShare: number) => ({
  keptShare,
  since: formatInstant(from),
  until: formatInstant(Math.min(to, runtime().clock())),
});

/** The offset that is farthest off; null while none of its instances' is known. */
function worstOffset(status: ServiceStatus | undefined): number | null {
  const known = (status?.instances ?? []).flatMap(({ offsetMs }) => (offsetMs === null ? [] : [offsetMs]));
  return known.length === 0 ? null : known.reduce((worst, one) => (Math.abs(one) > Math.abs(worst) ? one : worst));
}

const FEWEST_PASSED = 20;

/** Of the executions that ended, in how many each step was seen: one that never is has no span that the chain file recognises. */
function coverChain(chain: Chain, series: readonly Series[], sums: ReadonlyMap<number, Cell>): ChainCoverageDto {
  const find = (kind: Series["kind"], b: string) =>
    sums.get(series.find((one) => one.kind === kind && one.a === chain.id && one.b === b)?.id ?? -1);
  const passed = find("chain", "")?.count ?? 0;
  const steps = chain.steps.map((step) => {
    const seen = find("step", step.id)?.count ?? 0;
    return { stepId: step.id, services: [...step.services], seen, passed, visibility: shareOf(Math.min(seen, passed), passed) };
  });
  const unseen = steps.filter((step) => step.passed >= FEWEST_PASSED && (step.visibility ?? 1) < 0.995);
  return { chainId: chain.id, executions: passed, steps, advice: unseen.map((step) => adviseStep(chain, step)) };
}

function adviseStep(chain: Chain, { stepId, services, seen, passed }: ChainCoverageDto["steps"][number]): AdviceDto {
  const step = chain.steps.find((one) => one.id === stepId);
  const service = currentMasker().text(services[0] ?? "?");
  return {
    kind: "step-unseen",
    service,
    attribute: null,
    severity: seen === 0 ? "high" : "medium",
    text: {
      en: `${chain.title.en}: the step ${step?.title.en ?? stepId} was seen in ${seen} of ${passed} executions that ended; look at the spans of ${service}`,
      ru: `${chain.title.ru}: шаг «${step?.title.ru ?? stepId}» виден в ${seen} из ${passed} завершённых прохождений; проверьте спаны ${service}`,
    },
  };
}
