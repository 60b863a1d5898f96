import type { Span, SpanId, TraceWarning } from "./span.ts";

/** Who is whose parent, made sound: no cycles, no self-parents, every doubt a warning. */
export function resolveParents(spans: readonly Span[]): { readonly parentIndex: Int32Array; readonly warnings: readonly TraceWarning[] } {
  const warnings: TraceWarning[] = [];
  const ids = indexIds(spans);
  const parentIndex = new Int32Array(spans.length).fill(-1);
  const roots: SpanId[] = [];
  for (let i = 0; i < spans.length; i++) {
    const span = spans[i]!;
    const client = span.kind === "server" ? sharedClient(spans, ids, i) : -1;
    if (client >= 0) {
      parentIndex[i] = client;
      continue;
    }
    if (span.parentSpanId === null) {
      roots.push(span.spanId);
      continue;
    }
    if (span.parentSpanId === span.spanId) {
      warnings.push({ kind: "self-parent", spanId: span.spanId });
      continue;
    }
    const parent = chooseParent(spans, ids, i, span.parentSpanId);
    if (parent < 0) warnings.push({ kind: "orphan", spanId: span.spanId, parentSpanId: span.parentSpanId });
    else parentIndex[i] = parent;
  }
  // Where every parent stands before its child, as on clocks that agree, nothing can go in circles.
  if (parentIndex.some((parent, index) => parent > index)) cutCycles(spans, parentIndex, warnings);
  if (roots.length > 1) warnings.push({ kind: "several-roots", spanIds: roots });
  if (roots.length === 0 && spans.length > 0) warnings.push({ kind: "no-root" });
  return { parentIndex, warnings };
}

/** Span id → its spans: the first by index, the others chained, so that shared ids cost no arrays. */
interface IdIndex {
  readonly first: ReadonlyMap<SpanId, number>;
  /** Null where no id is shared, as in most traces. */
  readonly next: Int32Array | null;
}

function indexIds(spans: readonly Span[]): IdIndex {
  const first = new Map<SpanId, number>();
  let next: Int32Array | null = null;
  for (let i = spans.length - 1; i >= 0; i--) {
    const id = spans[i]!.spanId;
    const after = first.get(id);
    if (after !== undefined) {
      next ??= new Int32Array(spans.length).fill(-1);
      next[i] = after;
    }
    first.set(id, i);
  }
  return { first, next };
}

/** At most this many spans of one id are weighed, so that a thousand spans under one id stay linear. */
const CANDIDATES = 16;

/** Zipkin's way: the server continues the client's span under the same id, and hangs below it. */
function sharedClient(spans: readonly Span[], ids: IdIndex, index: number): number {
  if (ids.next === null) return -1;
  const span = spans[index]!;
  let at = ids.first.get(span.spanId) ?? -1;
  for (let tried = 0; at >= 0 && tried < CANDIDATES; at = ids.next[at]!, tried++) {
    if (at !== index && spans[at]!.kind === "client" && spans[at]!.parentSpanId === span.parentSpanId) return at;
  }
  return -1;
}

/** Where an id is shared: a span of the same service rather than another's, one that encloses the child rather than not. */
function chooseParent(spans: readonly Span[], ids: IdIndex, child: number, parentId: SpanId): number {
  let at = ids.first.get(parentId) ?? -1;
  if (at < 0 || ids.next === null || ids.next[at]! < 0) return at;
  const span = spans[child]!;
  let best = -1;
  let bestScore = -1;
  for (let tried = 0; at >= 0 && tried < CANDIDATES; at = ids.next[at]!, tried++) {
    const candidate = spans[at]!;
    const sameService = candidate.resource.service === span.resource.service;
    const encloses = candidate.startNs <= span.startNs && candidate.startNs + candidate.durationNs >= span.startNs + span.durationNs;
    const score = (sameService ? 2 : 0) + (encloses ? 1 : 0);
    if (score > bestScore) {
      best = at;
      bestScore = score;
    }
  }
  return best;
}

/** Every span has one parent, so a walk upwards ends at a root or in a ring; each span is walked once. */
function cutCycles(spans: readonly Span[], parentIndex: Int32Array, warnings: TraceWarning[]): void {
  const walkedIn = new Int32Array(spans.length).fill(-1);
  for (let start = 0; start < spans.length; start++) {
    let at = start;
    while (at >= 0 && walkedIn[at]! < 0) {
      walkedIn[at] = start;
      at = parentIndex[at]!;
    }
    if (at < 0 || walkedIn[at] !== start) continue;
    const ring = [at];
    for (let next = parentIndex[at]!; next !== at; next = parentIndex[next]!) ring.push(next);
    const earliest = ring.reduce((least, index) => Math.min(least, index)); // spans stand by start
    parentIndex[earliest] = -1;
    warnings.push({ kind: "cycle", spanIds: ring.map((index) => spans[index]!.spanId) });
  }
}
