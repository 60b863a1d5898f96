/**
 * All spans of the traces at hand as one forest: corrected times, parents and children, whatever the input looks like.
 *
 *   a span twice (same trace given twice, an exporter's retry)  → once
 *   a parent that is not there                                  → a top of its own, `orphan`
 *   a cycle of parents                                          → cut where it closes, that span becomes an orphan top
 */
import { nsToMs, type UnixMs, unixMs } from "#lib/base/time";
import { type InstanceKey, instanceKey } from "#lib/trace/clock-observations";
import type { Span, SpanId, Trace, TraceId } from "#lib/trace/span";

export interface Node {
  readonly span: Span;
  readonly traceId: TraceId;
  /** Corrected for the instance's clock. */
  readonly startMs: UnixMs;
  readonly endMs: UnixMs;
  readonly seenAt: UnixMs;
  /** Set once while the index is built, then left alone. */
  parent: Node | null;
  readonly children: Node[];
  /** It names a parent that is not here. */
  orphan: boolean;
  /** The topmost span above it; itself where there is none. */
  top: Node;
}

export interface SpanIndex {
  /** Parents before their children; otherwise by start. */
  readonly nodes: readonly Node[];
  readonly find: (traceId: TraceId, spanId: SpanId) => Node | null;
}

/** By instance: milliseconds to subtract from its clock. */
export type ClockOffsets = ReadonlyMap<InstanceKey, number>;

export const indexSpans = (traces: readonly Trace[], offsets: ClockOffsets | undefined): SpanIndex => {
  const byTrace = new Map<TraceId, Map<SpanId, Node[]>>();
  const all: Node[] = [];
  for (const trace of traces) {
    const bySpan = byTrace.get(trace.traceId) ?? new Map<SpanId, Node[]>();
    byTrace.set(trace.traceId, bySpan);
    const base = nsToMs(trace.startUnixNs);
    for (const span of trace.spans) {
      const node = toNode(span, base, offsets);
      const twins = bySpan.get(span.spanId);
      if (!twins) bySpan.set(span.spanId, [node]);
      else if (twins.some((twin) => isSameSpan(twin, node))) continue;
      else twins.push(node);
      all.push(node);
    }
  }
  all.sort(byStart);
  for (const node of all) connect(node, byTrace.get(node.traceId));
  cutCycles(all);
  for (const node of all) node.parent?.children.push(node);
  const find = (traceId: TraceId, spanId: SpanId): Node | null => byTrace.get(traceId)?.get(spanId)?.[0] ?? null;
  return { nodes: parentsFirst(all), find };
};

const toNode = (span: Span, base: number, offsets: ClockOffsets | undefined): Node => {
  const offset = offsets?.get(instanceKey(span.resource.service, span.resource.instance)) ?? 0;
  const startMs = unixMs(base + span.startNs / 1e6 - offset);
  const endMs = unixMs(startMs + Math.max(0, span.durationNs) / 1e6);
  const seenAt = span.receivedAt ?? endMs;
  const node = { span, traceId: span.traceId, startMs, endMs, seenAt, parent: null, children: [], orphan: false } as Omit<Node, "top">;
  return Object.assign(node, { top: node as Node });
};

/** Zipkin lets client and server share an id: those are two spans. A resent one is equal in all that counts. */
const isSameSpan = (a: Node, b: Node): boolean =>
  a.span.kind === b.span.kind &&
  a.span.resource.service === b.span.resource.service &&
  a.span.name === b.span.name &&
  // Offsets from two different trace starts can differ in the last bit.
  Math.abs(a.startMs - b.startMs) < 0.001 &&
  a.span.durationNs === b.span.durationNs;

const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** Total, so that shuffled input gives the same order. */
export const byStart = (a: Node, b: Node): number =>
  a.startMs - b.startMs ||
  b.endMs - a.endMs ||
  compareText(a.traceId, b.traceId) ||
  compareText(a.span.spanId, b.span.spanId) ||
  compareText(a.span.kind, b.span.kind) ||
  compareText(a.span.name, b.span.name);

const connect = (node: Node, bySpan: Map<SpanId, Node[]> | undefined): void => {
  const { parentSpanId, spanId } = node.span;
  if (parentSpanId === null) return;
  const candidates = bySpan?.get(parentSpanId) ?? [];
  const others = candidates.filter((one) => one !== node && (parentSpanId !== spanId || one.span.kind === "client"));
  // A child of a shared id hangs under the server half, the inner of the two.
  node.parent = others.find((one) => one.span.kind === "server") ?? others[0] ?? null;
  node.orphan = node.parent === null;
};

/** Walks up from every span once: a span met twice on one walk closes a cycle. */
const cutCycles = (all: readonly Node[]): void => {
  const done = new Set<Node>();
  for (const start of all) {
    const path = new Set<Node>();
    for (let node: Node | null = start; node !== null && !done.has(node); node = node.parent) {
      path.add(node);
      if (node.parent !== null && path.has(node.parent)) {
        node.parent = null;
        node.orphan = true;
      }
    }
    for (const node of path) done.add(node);
  }
};

const parentsFirst = (all: readonly Node[]): readonly Node[] => {
  const ordered: Node[] = all.filter((node) => node.parent === null);
  for (let i = 0; i < ordered.length; i++)
    for (const child of ordered[i]!.children) {
      child.top = ordered[i]!.top;
      ordered.push(child);
    }
  return ordered;
};
