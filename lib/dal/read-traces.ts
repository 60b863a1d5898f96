import "server-only";
import { err, ok, type Result } from "../base/result.ts";
import { spanIdSchema, traceIdSchema } from "../contract/scalars.ts";
import { runtime } from "../runtime.ts";
import type { SpanId, Trace, TraceId } from "../trace/span.ts";
import { fetchTraces } from "./ask-sources.ts";
import { siblingsOf } from "./order-siblings.ts";
import { badRequest, notFound, type Problem, sourceUnavailable } from "./problem.ts";
import { recall, remember } from "./recent-traces.ts";
import { type Asking, type ShownTraces, showTraces } from "./reveal-spans.ts";

export interface MaskedTraces extends ShownTraces {
  readonly partial: boolean;
  readonly warnings: readonly string[];
}

export function readTraceId(text: string): Result<TraceId, Problem> {
  const id = traceIdSchema.safeParse(text.toLowerCase());
  return id.success ? ok(id.data as TraceId) : err(badRequest("traceId", "must be 32 hex digits, not all zero"));
}

export function readSpanId(text: string): Result<SpanId, Problem> {
  const id = spanIdSchema.safeParse(text.toLowerCase());
  return id.success ? ok(id.data as SpanId) : err(badRequest("spanId", "must be 16 hex digits, not all zero"));
}

/**
 * The one door from sources to readers: nothing leaves it unmasked but what `asking` was given a reveal for (null: nothing at all).
 * None found is a 404 only where every source could be asked.
 */
export async function readMasked(traceIds: readonly TraceId[], asking: Asking | null): Promise<Result<MaskedTraces, Problem>> {
  // An order's call reads all of its traces anyway.
  const [only] = traceIds.length === 1 ? traceIds : [];
  const [{ traces, partial, warnings, failures }, siblings] = await Promise.all([
    fetchTraces(runtime().sources, traceIds),
    only ? siblingsOf(only) : [],
  ]);
  if (traces.length === 0 && failures.length > 0) return err(sourceUnavailable(failures));
  if (traces.length === 0) return err(notFound("No source has this trace."));
  const lost = traceIds.length - traces.length;
  const gone = lost > 0 && failures.length === 0 ? [`${lost} of ${traceIds.length} traces are no longer kept by their source`] : [];
  remember(traces);
  return ok({
    ...(await showTraces(asking, traces, [...traces, ...siblings])),
    partial: partial || lost > 0,
    warnings: [...warnings, ...gone],
  });
}

/** The spans with this id (shared ids exist), of a trace that was looked at a moment ago or is fetched now; only they are masked. */
export async function readMaskedSpan(traceId: TraceId, spanId: SpanId, asking: Asking | null): Promise<Result<MaskedTraces, Problem>> {
  const only = (trace: Trace): Trace => ({ ...trace, spans: trace.spans.filter((one) => one.spanId === spanId) });
  const known = recall(traceId);
  if (known?.spans.some((one) => one.spanId === spanId))
    return ok({ ...(await showTraces(asking, [only(known)], [known, ...(await siblingsOf(traceId))])), partial: false, warnings: [] });
  const [{ traces, partial, warnings, failures }, siblings] = await Promise.all([
    fetchTraces(runtime().sources, [traceId]),
    siblingsOf(traceId),
  ]);
  if (traces.length === 0 && failures.length > 0) return err(sourceUnavailable(failures));
  remember(traces);
  const found = traces.map(only).filter((trace) => trace.spans.length > 0);
  if (found.length === 0) return err(notFound("No source has this span."));
  return ok({ ...(await showTraces(asking, found, [...traces, ...siblings])), partial, warnings });
}
