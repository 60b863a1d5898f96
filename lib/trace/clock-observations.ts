import { createJoinedKeys } from "../base/joined-key.ts";
import { operationStatus } from "./operation-status.ts";
import type { Span, SpanId, Trace, TraceId } from "./span.ts";
import { parentsOf } from "./tree.ts";

/** Service and instance as one key. */
export type InstanceKey = string;

const joined = createJoinedKeys("\u0000");

export const instanceKey = (service: string, instance: string | null): InstanceKey => joined(service, instance ?? "");

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
    const { parentIndex } = parentsOf(trace);
    for (let index = 0; index < trace.spans.length; index++) {
      const span = trace.spans[index]!;
      if (span.kind === "producer") rememberProducer(producers, trace, span);
      const parent = trace.spans[parentIndex[index]!];
      const pair = parent && observe(parent, span, 0);
      if (pair) observations.push(pair);
    }
  }
  for (const trace of traces) {
    for (const span of trace.spans) {
      if (span.kind !== "consumer") continue;
      for (const link of span.links) {
        const producer = producers.get(link.traceId)?.get(link.spanId);
        const pair = producer && observe(producer.span, span, Number(trace.startUnixNs - producer.traceStart));
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

/** @param between the start of the callee's trace minus that of the caller's, in nanoseconds */
function observe(caller: Span, callee: Span, between: number): ClockObservation | null {
  const call = caller.kind === "client" && callee.kind === "server";
  const message = caller.kind === "producer" && callee.kind === "consumer";
  if (!call && !message) return null;
  const from = instanceKey(caller.resource.service, caller.resource.instance);
  const to = instanceKey(callee.resource.service, callee.resource.instance);
  if (from === to) return null;
  const atMostMs = (between + callee.startNs - caller.startNs) / NS_PER_MS;
  // A call that was given up does not enclose its work: known by its status, or by work that took longer than the call.
  const inside = call && callee.durationNs <= caller.durationNs && operationStatus(caller) !== "timeout";
  const slackMs = (caller.durationNs - callee.durationNs) / NS_PER_MS;
  return { caller: from, callee: to, atLeastMs: inside ? atMostMs - slackMs : Number.NEGATIVE_INFINITY, atMostMs };
}
