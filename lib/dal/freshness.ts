import "server-only";
import type { UnixMs } from "../base/time.ts";
import { runtime } from "../runtime.ts";
import type { SourceStatus } from "../sources/source.ts";
import type { Completeness } from "./order-dto.ts";

/** A backend's state is asked at most this often, however many pages are open: an answer about its health may be that old. */
const KEPT_MS = 3_000;

let kept: { readonly at: UnixMs; readonly statuses: Promise<readonly SourceStatus[]> } | null = null;

export function readSourceStatuses(): Promise<readonly SourceStatus[]> {
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

/** The index may lack what a source could not be asked for: every answer made from it says so. */
export async function readFreshness(): Promise<Completeness> {
  const failed = (await readSourceStatuses()).filter((status) => status.state === "failed");
  return {
    partial: failed.length > 0,
    warnings: failed.map((status) => `${status.id}: ${status.lastError ?? "cannot be asked"}; newer data may be missing`),
  };
}
