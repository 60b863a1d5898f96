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
  /** All that follows is set once while the index is built, then left alone. */
  parent: Node | null;
  /** Its children by start: the first, and from each the next. No array for each span, most of which have none. */
  firstChild: Node | null;
  nextSibling: Node | null;
  /** Another span of its trace under the same id, that came after it. */
  twin: Node | null;
  /** It names a parent that is not here. */
  orphan: boolean;
  /** The topmost span above it; itself where there is none. */
  top: Node;
  /** Its place in `SpanIndex.nodes`. */
  at: number;
}

export interface SpanIndex {
  /** Parents before their children; otherwise by start. */
  readonly nodes: readonly Node[];
  readonly find: (traceId: TraceId, spanId: SpanId) => Node | null;
  /** Has it a span of that trace? */
  readonly knows: (traceId: TraceId) => boolean;
}

/** By instance: milliseconds to subtract from its clock. */
export type ClockOffsets = ReadonlyMap<InstanceKey, number>;

export const indexSpans = (traces: readonly Trace[], offsets: ClockOffsets | undefined): SpanIndex => {
  const byTrace = new Map<TraceId, Map<SpanId, Node>>();
  const all: Node[] = [];
  for (const trace of traces) {
    const known = byTrace.get(trace.traceId);
    const bySpan = known ?? new Map<SpanId, Node>();
    if (!known) byTrace.set(trace.traceId, bySpan);
    const base = nsToMs(trace.startUnixNs);
    for (const span of trace.spans) {
      const node = toNode(span, base, offsets);
      if (enter(bySpan, node)) all.push(node);
    }
  }
  sortByStart(all);
  let isDoubtful = false;
  for (let at = 0; at < all.length; at++) {
    const node = all[at]!;
    node.at = at;
    connect(node, byTrace.get(node.traceId));
  }
  // Where every parent stands before its child, as on clocks that agree, nothing can go in circles.
  for (const node of all) isDoubtful ||= node.parent !== null && node.parent.at > node.at;
  if (isDoubtful) cutCycles(all);
  linkChildren(all);
  const find = (traceId: TraceId, spanId: SpanId): Node | null => byTrace.get(traceId)?.get(spanId) ?? null;
  const knows = (traceId: TraceId): boolean => (byTrace.get(traceId)?.size ?? 0) > 0;
  return { nodes: parentsFirst(all), find, knows };
};

const toNode = (span: Span, base: number, offsets: ClockOffsets | undefined): Node => {
  const { resource } = span;
  const offset = offsets === undefined || offsets.size === 0 ? 0 : (offsets.get(instanceKey(resource.service, resource.instance)) ?? 0);
  const startMs = unixMs(base + span.startNs / 1e6 - offset);
  const endMs = unixMs(startMs + Math.max(0, span.durationNs) / 1e6);
  const node: Omit<Node, "top"> & { top: Node | null } = {
    span,
    traceId: span.traceId,
    startMs,
    endMs,
    seenAt: span.receivedAt ?? endMs,
    parent: null,
    firstChild: null,
    nextSibling: null,
    twin: null,
    orphan: false,
    top: null,
    at: 0,
  };
  node.top = node as Node;
  return node as Node;
};

/** False where it is there already. */
const enter = (bySpan: Map<SpanId, Node>, node: Node): boolean => {
  const first = bySpan.get(node.span.spanId);
  if (first === undefined) {
    bySpan.set(node.span.spanId, node);
    return true;
  }
  let last = first;
  for (let twin: Node | null = first; twin !== null; twin = twin.twin) {
    if (isSameSpan(twin, node)) return false;
    last = twin;
  }
  last.twin = node;
  return true;
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

/** A trace's spans stand by start, an order's traces mostly too: a look at neighbours spares the sort and its copies. */
const sortByStart = (all: Node[]): void => {
  for (let at = 1; at < all.length; at++) {
    if (byStart(all[at - 1]!, all[at]!) <= 0) continue;
    all.sort(byStart);
    return;
  }
};

const connect = (node: Node, bySpan: Map<SpanId, Node> | undefined): void => {
  const { parentSpanId, spanId } = node.span;
  if (parentSpanId === null) return;
  // A child of a shared id hangs under the server half, the inner of the two.
  for (let one = bySpan?.get(parentSpanId) ?? null; one !== null; one = one.twin) {
    if (one === node || (parentSpanId === spanId && one.span.kind !== "client")) continue;
    node.parent ??= one;
    if (one.span.kind !== "server") continue;
    node.parent = one;
    break;
  }
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

/** From the last to the first, each put in front: siblings end up by start. */
const linkChildren = (all: readonly Node[]): void => {
  for (let at = all.length - 1; at >= 0; at--) {
    const node = all[at]!;
    if (node.parent === null) continue;
    node.nextSibling = node.parent.firstChild;
    node.parent.firstChild = node;
  }
};

const parentsFirst = (all: readonly Node[]): readonly Node[] => {
  const ordered: Node[] = [];
  for (const node of all) if (node.parent === null) ordered.push(node);
  for (let at = 0; at < ordered.length; at++) {
    const node = ordered[at]!;
    node.at = at;
    for (let child = node.firstChild; child !== null; child = child.nextSibling) {
      child.top = node.top;
      ordered.push(child);
    }
  }
  return ordered;
};
