import "server-only";
import { z } from "zod";
import type { Viewer } from "../auth/viewer.ts";
import { err, ok, type Result } from "../base/result.ts";
import { openCursor, sealCursor } from "../contract/cursor.ts";
import { formatInstant } from "../contract/instant.ts";
import { parseTraceQuery } from "../contract/query.ts";
import type { TraceDto, TracePageDto, TraceSummaryDto } from "../contract/trace.ts";
import { runtime } from "../runtime.ts";
import { encodeOtlpJson } from "../trace/encode-otlp-json.ts";
import type { TraceSummary } from "../trace/search.ts";
import { askSources, warningsOf } from "./ask-sources.ts";
import { currentMasker } from "./masking.ts";
import { badRequest, type Problem, sourceUnavailable } from "./problem.ts";
import { readMasked, readMaskedSpan, readSpanId, readTraceId } from "./read-traces.ts";

export async function getTrace(_viewer: Viewer, id: string): Promise<Result<TraceDto, Problem>> {
  const traceId = readTraceId(id);
  if (!traceId.ok) return traceId;
  const found = await readMasked([traceId.value]);
  if (!found.ok) return found;
  const { traces, partial, warnings } = found.value;
  return ok({ resourceSpans: [...encodeOtlpJson(...traces).resourceSpans], partial, warnings: [...warnings] });
}

/** One span of a trace, in the same form: a click in a large trace costs little on the wire. Shared ids answer with all that bear it. */
export async function getSpan(_viewer: Viewer, id: string, span: string): Promise<Result<TraceDto, Problem>> {
  const traceId = readTraceId(id);
  if (!traceId.ok) return traceId;
  const spanId = readSpanId(span);
  if (!spanId.ok) return spanId;
  const found = await readMaskedSpan(traceId.value, spanId.value);
  if (!found.ok) return found;
  const { traces, partial, warnings } = found.value;
  return ok({ resourceSpans: [...encodeOtlpJson(...traces).resourceSpans], partial, warnings: [...warnings] });
}

/** Every source answers its own page; a cursor remembers where each of them stands. Newest first within a page. */
export async function searchTraces(_viewer: Viewer, params: URLSearchParams): Promise<Result<TracePageDto, Problem>> {
  const { sources, chains } = runtime();
  const parsed = parseTraceQuery(params, chains);
  if (!parsed.ok) return err({ kind: "bad-request", ...parsed.error });
  const { attribute: attributes, cursor, limit, ...rest } = parsed.value;
  const stands = readStands(cursor);
  if (stands === null) return err(badRequest("cursor", "is not one that this call gave out"));
  const asked = sources.filter((source) => cursor === undefined || stands[source.id] !== undefined);
  const share = Math.max(1, Math.floor(limit / Math.max(1, asked.length)));
  const { answers, failures } = await askSources(asked, (source) =>
    source.search({ ...rest, attributes, limit: share, cursor: stands[source.id] }),
  );
  if (answers.length === 0 && (failures.length > 0 || sources.length === 0)) return err(sourceUnavailable(failures));
  const next = Object.fromEntries(
    answers.flatMap(({ source, value }) => (value.nextCursor === null ? [] : [[source.id, value.nextCursor]])),
  );
  return ok({
    items: answers
      .flatMap(({ value }) => value.items)
      .sort((a, b) => b.startedAt - a.startedAt)
      .map(summaryToDto),
    nextCursor: sealCursor("traces", Object.keys(next).length === 0 ? null : JSON.stringify(next)),
    partial: failures.length > 0 || answers.some(({ value }) => value.partial),
    warnings: [...warningsOf(failures), ...answers.flatMap(({ value }) => value.warnings)],
  });
}

function readStands(cursor: string | undefined): Readonly<Record<string, string>> | null {
  if (cursor === undefined) return {};
  const opened = openCursor("traces", cursor);
  if (opened === null) return null;
  try {
    const stands = standsSchema.safeParse(JSON.parse(opened));
    return stands.success ? stands.data : null;
  } catch {
    return null;
  }
}

/** By source: its own cursor. It was out of our hands. */
const standsSchema = z.record(z.string(), z.string());

/** An operation's name is free text: some frameworks put the whole path in it. */
export const summaryToDto = (summary: TraceSummary): TraceSummaryDto => ({
  ...summary,
  rootOperation: currentMasker().text(summary.rootOperation),
  startedAt: formatInstant(summary.startedAt),
  rootService: currentMasker().text(summary.rootService),
  services: summary.services.map(currentMasker().text),
  orderIds: [...summary.orderIds],
});
