import "server-only";
import { z } from "zod";
import type { Viewer } from "../auth/viewer.ts";
import { err, ok, type Result } from "../base/result.ts";
import { openCursor, sealCursor } from "../contract/cursor.ts";
import { formatInstant } from "../contract/instant.ts";
import { parseTraceQuery } from "../contract/query.ts";
import type { TraceDto, TracePageDto, TraceSummaryDto } from "../contract/trace.ts";
import { runtime } from "../runtime.ts";
import type { SourceFailure } from "../sources/source.ts";
import { encodeOtlpJson } from "../trace/encode-otlp-json.ts";
import type { TraceSummary } from "../trace/search.ts";
import { askSources, sayHowWhole } from "./ask-sources.ts";
import { auditView } from "./audit.ts";
import { currentMasker } from "./masking.ts";
import { mergePages, type Stand } from "./merge-pages.ts";
import { badRequest, type Problem, sourceUnavailable } from "./problem.ts";
import { type MaskedTraces, readMasked, readMaskedSpan, readSpanId, readTraceId } from "./read-traces.ts";

/** `masked`: even where something is revealed to this viewer: a file is kept longer, a page may not know of it. */
export async function getTrace(viewer: Viewer, id: string, masked = false): Promise<Result<TraceDto, Problem>> {
  const traceId = readTraceId(id);
  if (!traceId.ok) return traceId;
  await auditView(viewer, "trace", traceId.value);
  const found = await readMasked([traceId.value], masked ? null : { viewer });
  if (!found.ok) return found;
  return ok(traceToDto(found.value));
}

/** One span of a trace, in the same form: a click in a large trace costs little on the wire. Shared ids answer with all that bear it. */
export async function getSpan(viewer: Viewer, id: string, span: string, masked = false): Promise<Result<TraceDto, Problem>> {
  const traceId = readTraceId(id);
  if (!traceId.ok) return traceId;
  await auditView(viewer, "trace", traceId.value);
  const spanId = readSpanId(span);
  if (!spanId.ok) return spanId;
  const found = await readMaskedSpan(traceId.value, spanId.value, masked ? null : { viewer });
  if (!found.ok) return found;
  return ok(traceToDto(found.value));
}

/** Every source answers its own page, and they are put together; a cursor remembers where each of them stands. Newest first. */
export async function searchTraces(_viewer: Viewer, params: URLSearchParams): Promise<Result<TracePageDto, Problem>> {
  const { sources, chains } = runtime();
  const parsed = parseTraceQuery(params, chains);
  if (!parsed.ok) return err({ kind: "bad-request", ...parsed.error });
  const { attribute: attributes, cursor, limit, ...rest } = parsed.value;
  const stands = readStands(cursor);
  if (stands === null) return err(badRequest("cursor", "is not one that this call gave out"));
  const asked = sources.filter((source) => cursor === undefined || stands[source.id] !== undefined);
  const { answers, failures } = await askSources(asked, (source) => {
    return source.search({ ...rest, attributes, limit, cursor: stands[source.id]?.cursor });
  });
  if (cursor !== undefined && failures.some(isUnknownCursor)) return err(badRequest("cursor", "is not one that this call gave out"));
  if (answers.length === 0 && (failures.length > 0 || sources.length === 0)) return err(sourceUnavailable(failures));
  const pages = answers.map(({ source, value }) => ({ id: source.id, asked: stands[source.id] ?? {}, page: value }));
  const { items, next } = mergePages(pages, limit);
  return ok({
    items: items.map(summaryToDto),
    nextCursor: sealCursor("traces", Object.keys(next).length === 0 ? null : JSON.stringify(next)),
    ...sayHowWhole(answers, failures),
  });
}

/** With several sources it is said which of them gave something of it. */
function traceToDto({ traces, revealed, partial, warnings }: MaskedTraces): TraceDto {
  const origins = new Set(traces.flatMap(({ spans }) => spans.flatMap((span) => span.sources ?? [])));
  const sources = origins.size > 0 ? { sources: [...origins].toSorted() } : {};
  return {
    resourceSpans: [...encodeOtlpJson(...traces).resourceSpans],
    ...sources,
    ...(revealed && { revealed }),
    partial,
    warnings: [...warnings],
  };
}

const isUnknownCursor = ({ kind, detail }: SourceFailure): boolean => kind === "rejected" && detail === "Unknown cursor";

function readStands(cursor: string | undefined): Readonly<Record<string, Stand>> | null {
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

/** By source. It was out of our hands. */
const standsSchema = z.record(
  z.string(),
  z.object({ cursor: z.string().optional(), skip: z.array(z.string()).max(1_000).optional() }).strict(),
);

/** An operation's name is free text: some frameworks put the whole path in it. */
export const summaryToDto = (summary: TraceSummary): TraceSummaryDto => ({
  ...summary,
  rootOperation: currentMasker().text(summary.rootOperation),
  startedAt: formatInstant(summary.startedAt),
  rootService: currentMasker().text(summary.rootService),
  services: summary.services.map(currentMasker().text),
  orderIds: [...summary.orderIds],
});
