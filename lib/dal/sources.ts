import "server-only";
import type { Viewer } from "../auth/viewer.ts";
import { ok, type Result } from "../base/result.ts";
import { formatInstant } from "../contract/instant.ts";
import type { SourcesDto } from "../contract/sources.ts";
import { runtime } from "../runtime.ts";
import { readFreshness, readSourceStatuses } from "./freshness.ts";
import type { Problem } from "./problem.ts";

/** Whether each source answers, up to when it was read, and how complete each service's telemetry is. Always 200: a failed source is what it tells. */
export async function getSources(_viewer: Viewer): Promise<Result<SourcesDto, Problem>> {
  const now = runtime().clock();
  const statuses = await readSourceStatuses();
  const { partial, warnings } = await readFreshness();
  return ok({
    sources: statuses.map((status) => ({ ...status, scannedUpTo: null, lagMs: null })),
    services: [],
    completeUpTo: null,
    asOf: formatInstant(now),
    partial,
    warnings: [...warnings],
  });
}
