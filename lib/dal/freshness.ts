import "server-only";
import type { Ms, UnixMs } from "../base/time.ts";
import { runtime } from "../runtime.ts";
import type { SourceStatus } from "../sources/source.ts";
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
}

const WORSE = ["ok", "degraded", "failed"] as const;

/** What the source says of itself and what scanning it has met: the worse of the two. */
export async function readSourceHealth(): Promise<readonly SourceHealth[]> {
  const progress = new Map(
    runtime()
      .pipeline.status()
      .sources.map((one) => [one.sourceId, one]),
  );
  return (await readStatuses()).map((status) => {
    const scan = progress.get(status.id);
    const state = WORSE[Math.max(WORSE.indexOf(status.state), WORSE.indexOf(scan?.state ?? "ok"))] ?? "failed";
    const lastError = status.lastError ?? scan?.lastError ?? null;
    return { ...status, state, lastError, scannedUpTo: scan?.scannedUpTo ?? null, lagMs: scan?.lagMs ?? null };
  });
}

/** The index may lack what a source could not be asked for: every answer made from it says so. */
export async function readFreshness(): Promise<Completeness> {
  const failed = (await readSourceHealth()).filter((source) => source.state === "failed");
  return {
    partial: failed.length > 0,
    warnings: failed.map((source) => `${source.id}: ${source.lastError ?? "cannot be asked"}; newer data may be missing`),
  };
}
