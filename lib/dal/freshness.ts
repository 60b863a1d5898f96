import "server-only";
import type { Ms, UnixMs } from "../base/time.ts";
import type { SourceProgress } from "../pipeline/status.ts";
import { runtime } from "../runtime.ts";
import type { SourceCounters, SourceFailure, SourceStatus } from "../sources/source.ts";
import type { Completeness } from "./order-dto.ts";

/** A backend's state is asked at most this often, however many pages are open: an answer about its health may be that old. */
const KEPT_MS = 3_000;

let kept: { readonly at: UnixMs; readonly statuses: Promise<readonly SourceStatus[]> } | null = null;

function readStatuses(): Promise<readonly SourceStatus[]> {
  const { sources, clock } = runtime();
  const now = clock();
  if (kept === null || now - kept.at > KEPT_MS || now < kept.at) {
    const statuses = Promise.all(
      sources.map((source) =>
        source.status().catch((): SourceStatus => ({ id: source.id, kind: source.kind, state: "failed", lastError: "no status" })),
      ),
    );
    kept = { at: now, statuses };
  }
  return kept.statuses;
}

export interface SourceHealth extends SourceStatus {
  readonly scannedUpTo: UnixMs | null;
  readonly lagMs: Ms | null;
  /** What scanning has met; null before the pipeline runs. */
  readonly progress: SourceProgress | null;
  readonly counters: SourceCounters | null;
  readonly lastFailure: { readonly at: UnixMs; readonly kind: SourceFailure["kind"]; readonly detail: string } | null;
}

const WORSE = ["ok", "degraded", "failed"] as const;

/** What the source says of itself and what scanning it has met: the worse of the two. */
export async function readSourceHealth(): Promise<readonly SourceHealth[]> {
  const { pipeline, sources } = runtime();
  const progress = new Map(pipeline.status().sources.map((one) => [one.sourceId, one]));
  return (await readStatuses()).map((status) => {
    const scan = progress.get(status.id);
    const counters = sources.find(({ id }) => id === status.id)?.counters?.() ?? null;
    const state = WORSE[Math.max(WORSE.indexOf(status.state), WORSE.indexOf(scan?.state ?? "ok"))] ?? "failed";
    const lastError = status.lastError ?? scan?.lastError ?? null;
    return {
      ...{ ...status, state, lastError, counters, progress: scan ?? null },
      ...{ scannedUpTo: scan?.scannedUpTo ?? null, lagMs: scan?.lagMs ?? null },
      lastFailure: newestFailure(scan?.lastFailure ?? null, counters),
    };
  });
}

/** A scan's or a reader's question, whichever failed last. */
function newestFailure(ofScan: SourceHealth["lastFailure"], counters: SourceCounters | null): SourceHealth["lastFailure"] {
  const at = counters?.lastFailureAt ?? null;
  if (at === null || !counters?.lastFailure || (ofScan !== null && ofScan.at >= at)) return ofScan;
  return { at, kind: counters.lastFailure.kind, detail: counters.lastFailure.detail };
}

/** The index may lack what a source could not be asked for, or did not give: every answer made from it says so. */
export async function readFreshness(): Promise<Completeness> {
  const warnings = (await readSourceHealth()).flatMap((source) => [
    ...(source.state === "failed" ? [`${source.id}: ${source.lastError ?? "cannot be asked"}; newer data may be missing`] : []),
    ...(source.progress?.warnings ?? []).map((warning) => `${source.id}: ${warning}`),
  ]);
  return { partial: warnings.length > 0, warnings };
}
