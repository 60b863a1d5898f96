import "server-only";
import type { Viewer } from "../auth/viewer.ts";
import { ok, type Result } from "../base/result.ts";
import type { UnixMs } from "../base/time.ts";
import { formatInstant, formatInstantOrNull } from "../contract/instant.ts";
import type { SourceDto, SourcesDto } from "../contract/sources.ts";
import { runtime } from "../runtime.ts";
import { readFreshness, readSourceHealth, type SourceHealth } from "./freshness.ts";
import { currentMasker } from "./masking.ts";
import type { Problem } from "./problem.ts";
import { rateOf } from "./traffic-rate.ts";

const MOST_UNMATCHED = 20;

/** Whether each source answers, up to when it was read, and how complete each service's telemetry is. Always 200: a failed source is what it tells. */
export async function getSources(_viewer: Viewer): Promise<Result<SourcesDto, Problem>> {
  const { clock, pipeline } = runtime();
  const masker = currentMasker();
  const now = clock();
  const health = await readSourceHealth();
  const { partial, warnings } = await readFreshness();
  const { services, waitingOrders, unmatched, caughtUp } = pipeline.status();
  const marks = health.map((source) => source.scannedUpTo);
  return ok({
    sources: health.map((source) => sourceToDto(source, now)),
    services: services.map(({ service, watermark, instances, gaps, noticedAfterMs, sampled }) => ({
      service: masker.text(service),
      watermark: formatInstantOrNull(watermark),
      lagMs: watermark === null ? null : Math.max(0, now - watermark),
      instances: instances.map(({ id, watermark, offsetMs, live }) => ({
        id: masker.text(id),
        watermark: formatInstantOrNull(watermark),
        offsetMs,
        live,
      })),
      gaps: gaps.map(({ from, to, instance }) => ({
        from: formatInstant(from),
        to: formatInstantOrNull(to),
        instance: instance === null ? null : masker.text(instance),
      })),
      noticedAfterMs,
      sampled: sampled && { ...sampled, from: formatInstant(sampled.from), to: formatInstant(sampled.to) },
    })),
    ...{ waitingOrders, caughtUp },
    unmatchedOrders: [...unmatched].slice(0, MOST_UNMATCHED).map(([orderId, why]) => ({ orderId, why: masker.text(why) })),
    completeUpTo: marks.length === 0 || marks.includes(null) ? null : formatInstant(Math.min(...marks.map((mark) => mark ?? 0))),
    asOf: formatInstant(now),
    partial,
    warnings: [...warnings],
  });
}

function sourceToDto(source: SourceHealth, now: UnixMs): SourceDto {
  const { id, kind, state, lastError, lastFailure, scannedUpTo, lagMs, progress, counters } = source;
  return {
    ...{ id, kind, state, lastError, lagMs },
    lastFailure: lastFailure && { ...lastFailure, at: formatInstant(lastFailure.at) },
    failedScans: progress?.failedScans ?? 0,
    nextScanAt: formatInstantOrNull(progress?.nextScanAt ?? null),
    warnings: [...(progress?.warnings ?? [])],
    scannedUpTo: formatInstantOrNull(scannedUpTo),
    scan: progress?.scan ?? null,
    traffic: counters && { ...trafficOf(counters), perMinute: rateOf(id, { at: now, requests: counters.requests, bytes: counters.bytes }) },
  };
}

const trafficOf = ({ requests, bytes, scanRequests, scanBytes, retries, failures, breaker }: NonNullable<SourceHealth["counters"]>) => ({
  ...{ requests, bytes, scanRequests, scanBytes, retries, breaker },
  failures: { ...failures },
});

/** With several, a list says of each trace where it is from. */
export const countSources = (_viewer: Viewer): number => runtime().sources.length;
