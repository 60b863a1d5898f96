import "server-only";
import type { Viewer } from "../auth/viewer.ts";
import { err, ok, type Result } from "../base/result.ts";
import { nsToMs } from "../base/time.ts";
import { formatInstant } from "../contract/instant.ts";
import type { TraceHeadDto } from "../contract/trace-head.ts";
import { runtime } from "../runtime.ts";
import { countIds } from "../trace/order-ids.ts";
import type { Span, Trace } from "../trace/span.ts";
import { fetchTraces } from "./ask-sources.ts";
import { auditView } from "./audit.ts";
import { maskerFor } from "./masking.ts";
import { siblingsOf } from "./order-siblings.ts";
import { notFound, type Problem, sourceUnavailable } from "./problem.ts";
import { readTraceId } from "./read-traces.ts";
import { remember } from "./recent-traces.ts";

export async function getTraceHead(viewer: Viewer, id: string): Promise<Result<TraceHeadDto, Problem>> {
  const { index, chains, sources } = runtime();
  const traceId = readTraceId(id);
  if (!traceId.ok) return traceId;
  await auditView(viewer, "trace", traceId.value);
  const [{ traces, partial, warnings, failures }, siblings] = await Promise.all([
    fetchTraces(sources, [traceId.value]),
    siblingsOf(traceId.value),
  ]);
  const trace = traces[0];
  if (!trace) return err(failures.length > 0 ? sourceUnavailable(failures) : notFound("No source has this trace."));
  remember(traces);
  const masker = maskerFor([trace, ...siblings]);
  const root = rootOf(trace);
  const indexed = (await index.ordersOfTraces([traceId.value])).get(traceId.value) ?? [];
  return ok({
    traceId: trace.traceId,
    rootService: masker.text(root?.resource.service ?? ""),
    rootOperation: masker.text(root?.name ?? ""),
    startedAt: formatInstant(nsToMs(trace.startUnixNs)),
    durationMs: trace.durationNs / 1e6,
    spanCount: trace.spans.length,
    orderIds: [...new Set([...indexed, ...countIds(trace, chains.orderKeys).keys()])].slice(0, 20),
    ...(sources.length > 1 && { sources: [...new Set(trace.spans.flatMap((span) => span.sources ?? []))].toSorted() }),
    partial,
    warnings: [...warnings],
  });
}

/** The earliest span without a parent here; the earliest of all where every span has one. */
function rootOf(trace: Trace): Span | undefined {
  const ids = new Set(trace.spans.map((span) => span.spanId));
  return trace.spans.find((span) => span.parentSpanId === null || !ids.has(span.parentSpanId)) ?? trace.spans[0];
}
