import "server-only";
import { randomUUID } from "node:crypto";
import type { Viewer } from "../auth/viewer.ts";
import { err, ok, type Result } from "../base/result.ts";
import { unixMs } from "../base/time.ts";
import { formatInstant } from "../contract/instant.ts";
import type { MarkerDto, MarkerPageDto } from "../contract/marker.ts";
import { parseMarker } from "../contract/marker-body.ts";
import { parseRange, rangeQuerySchema } from "../contract/range-query.ts";
import { runtime } from "../runtime.ts";
import type { Marker } from "../store/rollup-store.ts";
import { auditAct } from "./audit.ts";
import { currentMasker } from "./masking.ts";
import type { Problem } from "./problem.ts";

const MOST = 500;

/** Those of a range, newest first; all that are kept where none is asked for. */
export async function listMarkers(_viewer: Viewer, params: URLSearchParams): Promise<Result<MarkerPageDto, Problem>> {
  const query = parseRange(rangeQuerySchema, params);
  if (!query.ok) return err({ kind: "bad-request", ...query.error });
  const from = query.value.from ?? 0;
  const to = query.value.to ?? Number.MAX_SAFE_INTEGER;
  const found = await runtime().rollups.listMarkers(unixMs(from), unixMs(to), MOST + 1);
  const more = found.length > MOST;
  return ok({
    items: found.slice(0, MOST).map(toDto),
    nextCursor: null,
    partial: more,
    warnings: more ? [`more than ${MOST} markers: ask for a shorter range`] : [],
  });
}

export async function addMarker(viewer: Viewer, body: unknown): Promise<Result<MarkerDto, Problem>> {
  const parsed = parseMarker(body);
  if (!parsed.ok) return err({ kind: "bad-request", ...parsed.error });
  const { at, text, service } = parsed.value;
  const marker: Marker = { id: randomUUID(), at, text, service, by: viewer.name };
  await runtime().rollups.addMarker(marker, runtime().clock());
  await auditAct(viewer, "marker.added", `marker/${marker.id}`, { text, service });
  return ok(toDto(marker));
}

function toDto({ id, at, text, service, by }: Marker): MarkerDto {
  const masker = currentMasker();
  return { id, at: formatInstant(at), text: masker.text(text), service: service === null ? null : masker.text(service), by };
}
