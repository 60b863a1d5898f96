import { operationStatus } from "./operation-status.ts";
import type { Span, SpanId, Trace, TraceId } from "./span.ts";
import { buildTree } from "./tree.ts";

/** Service and instance as one key. */
export type InstanceKey = string;

export const instanceKey = (service: string, instance: string | null): InstanceKey => `${service}\u0000${instance ?? ""}`;

export function ofInstanceKey(key: InstanceKey): { readonly service: string; readonly instance: string | null } {
  const cut = key.indexOf("\u0000");
  return { service: key.slice(0, cut), instance: key.slice(cut + 1) || null };
}

/**
 * What one call says of two clocks. `offset` = the callee's clock minus the caller's, in milliseconds, lies between the bounds.
 *
 *   caller (its clock)   cs ├──────────────┤ ce        the callee worked inside the call, so
 *   callee (its clock)         ss ├─────┤ se            ss − offset ≥ cs  and  se − offset ≤ ce
 *                                                       se − ce  ≤  offset  ≤  ss − cs
 *
 * A message says only the second half: it was consumed after its publishing began. So does a call that its caller gave up.
 */
export interface ClockObservation {
  readonly caller: InstanceKey;
  readonly callee: InstanceKey;
  /** −Infinity where only the upper bound is known. */
  readonly atLeastMs: number;
  readonly atMostMs: number;
}

/** From parents and children in other instances; from links too, where the linked span is among the given traces. */
export function collectClockObservations(...traces: readonly Trace[]): readonly ClockObservation[] {
  const observations: ClockObservation[] = [];
  const producers = new Map<TraceId, Map<SpanId, AbsoluteSpan>>();
  for (const trace of traces) {
    const tree = buildTree(trace);
    trace.spans.forEach((span, index) => {
      if (span.kind === "producer") rememberProducer(producers, trace, span);
      const parent = trace.spans[tree.parentIndex[index]!];
      if (!parent) return;
      const pair = observe({ span: parent, traceStart: trace.startUnixNs }, { span, traceStart: trace.startUnixNs });
      if (pair) observations.push(pair);
    });
  }
  for (const trace of traces) {
    for (const span of trace.spans) {
      if (span.kind !== "consumer") continue;
      for (const link of span.links) {
        const producer = producers.get(link.traceId)?.get(link.spanId);
        const pair = producer && observe(producer, { span, traceStart: trace.startUnixNs });
        if (pair) observations.push(pair);
      }
    }
  }
  return observations;
}

interface AbsoluteSpan {
  readonly span: Span;
  readonly traceStart: bigint;
}

function rememberProducer(producers: Map<TraceId, Map<SpanId, AbsoluteSpan>>, trace: Trace, span: Span): void {
  let ofTrace = producers.get(trace.traceId);
  if (!ofTrace) {
    ofTrace = new Map();
    producers.set(trace.traceId, ofTrace);
  }
  ofTrace.set(span.spanId, { span, traceStart: trace.startUnixNs });
}

const NS_PER_MS = 1e6;

function observe(caller: AbsoluteSpan, callee: AbsoluteSpan): ClockObservation | null {
  const call = caller.span.kind === "client" && callee.span.kind === "server";
  const message = caller.span.kind === "producer" && callee.span.kind === "consumer";
  if (!call && !message) return null;
  const from = instanceKey(caller.span.resource.service, caller.span.resource.instance);
  const to = instanceKey(callee.span.resource.service, callee.span.resource.instance);
  if (from === to) return null;
  const between = Number(callee.traceStart - caller.traceStart);
  const atMostMs = (between + callee.span.startNs - caller.span.startNs) / NS_PER_MS;
  // A call that was given up does not enclose its work: known by its status, or by work that took longer than the call.
  const inside = call && callee.span.durationNs <= caller.span.durationNs && operationStatus(caller.span) !== "timeout";
  const slackMs = (caller.span.durationNs - callee.span.durationNs) / NS_PER_MS;
  return { caller: from, callee: to, atLeastMs: inside ? atMostMs - slackMs : Number.NEGATIVE_INFINITY, atMostMs };
}
