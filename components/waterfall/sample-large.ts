import { unixNs } from "#lib/base/time";
import type { Resource, Span, SpanId, SpanKind, Trace, TraceId } from "#lib/trace/span";

/** Spans of one trace. A long order is many traces, minutes apart. */
const PER_TRACE = 2_500;
const SERVICES = ["mes-api", "crm-api", "3d-storage", "crm", "mes", "pricing", "mesh-slicer", "stock", "mail", "ledger", "search", "files"];
const NAMES = [
  "load",
  "store",
  "validate",
  "render",
  "resize",
  "quote",
  "reserve",
  "index",
  "notify",
  "audit",
  "merge",
  "slice",
  "SELECT",
  "INSERT",
  "GET",
  "POST",
];
const KINDS: readonly SpanKind[] = ["internal", "server", "client", "client", "internal"];
const START_NS = 1_767_225_600_000_000_000n;

/** A small generator of numbers (mulberry32): the same order at every run. */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

export function makeLargeOrder(count: number): readonly Trace[] {
  const random = randomFrom(48_213);
  const resources: readonly Resource[] = SERVICES.flatMap((service) =>
    [1, 2, 3].map((n) => ({ service, instance: `${service}-${n}`, version: "1.0.0", attributes: {} })),
  );
  const traces: Trace[] = [];
  for (let made = 0; made < count; made += PER_TRACE) {
    const size = Math.min(PER_TRACE, count - made);
    traces.push(makeTrace(traces.length + 1, size, random, resources));
  }
  return traces;
}

function makeTrace(number: number, size: number, random: () => number, resources: readonly Resource[]): Trace {
  const traceId = number.toString(16).padStart(32, "0") as TraceId;
  const spans: Span[] = [];
  const depth: number[] = [];
  for (let i = 0; i < size; i++) {
    // A parent among the last few keeps trees deep; one among all keeps them wide.
    let parent = i === 0 ? -1 : random() < 0.7 ? Math.max(0, i - 1 - Math.floor(random() * 6)) : Math.floor(random() * i);
    if (parent >= 0 && depth[parent]! > 14) parent = Math.floor(random() * Math.min(i, 20));
    const above = spans[parent];
    const room = above ? above.durationNs : 9e9;
    const startNs = above ? above.startNs + Math.floor(random() * room * 0.6) : 0;
    const durationNs = i === 0 ? 9e9 : Math.max(1000, Math.floor(random() * (above!.startNs + room - startNs)));
    depth.push(parent < 0 ? 0 : depth[parent]! + 1);
    const failed = random() < 0.004;
    spans.push({
      traceId,
      spanId: (number * 1_000_000 + i + 1).toString(16).padStart(16, "0") as SpanId,
      parentSpanId: above?.spanId ?? null,
      name: `${NAMES[Math.floor(random() * NAMES.length)]} ${["orders", "models", "prices", "lines", "queue"][Math.floor(random() * 5)]}/${Math.floor(random() * 40)}`,
      kind: KINDS[Math.floor(random() * KINDS.length)]!,
      startNs,
      durationNs,
      status: { code: failed ? "error" : "unset", message: failed ? "refused" : null },
      attributes: {},
      events: [],
      links: [],
      resource: resources[Math.floor(random() * resources.length)]!,
      scope: { name: "sample", version: null },
      traceState: null,
      receivedAt: null,
    });
  }
  const startUnixNs = unixNs(START_NS + BigInt(number) * 240_000_000_000n);
  spans.sort((a, b) => a.startNs - b.startNs);
  return { traceId, startUnixNs, durationNs: 9e9, spans, warnings: [] };
}
