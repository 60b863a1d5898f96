import "server-only";
import type { Viewer } from "../auth/viewer.ts";
import { ok, type Result } from "../base/result.ts";
import { formatInstant, formatInstantOrNull } from "../contract/instant.ts";
import type { SourcesDto } from "../contract/sources.ts";
import { runtime } from "../runtime.ts";
import { readFreshness, readSourceHealth } from "./freshness.ts";
import { currentMasker } from "./masking.ts";
import type { Problem } from "./problem.ts";

/** Whether each source answers, up to when it was read, and how complete each service's telemetry is. Always 200: a failed source is what it tells. */
export async function getSources(_viewer: Viewer): Promise<Result<SourcesDto, Problem>> {
  const { clock, pipeline } = runtime();
  const masker = currentMasker();
  const health = await readSourceHealth();
  const { partial, warnings } = await readFreshness();
  const marks = health.map((source) => source.scannedUpTo);
  return ok({
    sources: health.map((source) => ({ ...source, scannedUpTo: formatInstantOrNull(source.scannedUpTo) })),
    services: pipeline.status().services.map(({ service, instances, gaps }) => ({
      service: masker.text(service),
      instances: instances.map(({ id, watermark, offsetMs, live }) => ({
        id: masker.text(id),
        watermark: formatInstantOrNull(watermark),
        offsetMs,
        live,
      })),
      gaps: gaps.map(({ from, to }) => ({ from: formatInstant(from), to: formatInstantOrNull(to) })),
    })),
    completeUpTo: marks.length === 0 || marks.includes(null) ? null : formatInstant(Math.min(...marks.map((mark) => mark ?? 0))),
    asOf: formatInstant(clock()),
    partial,
    warnings: [...warnings],
  });
}
