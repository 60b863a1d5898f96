import { buildTrace } from "../../trace/build-trace.ts";
import { encodeOtlpJson } from "../../trace/encode-otlp-json.ts";
import type { ArrivingSpan, TraceId } from "../../trace/span.ts";
import { parseQuery } from "./fake-traceql.ts";

export interface FakeTempoOptions {
  /** Unix milliseconds. */
  readonly now: () => number;
  /** Newer Tempos hide the newest window from search. */
  readonly hiddenMs: number;
  /** From arrival until a search sees a span. */
  readonly settleMs: number;
  /** Spans that come later than this after their time are filed under their arrival. */
  readonly slackMs: number;
  /** What its operator allows, where that is less than Tempo does as it comes. */
  readonly mostResults?: number;
  readonly mostSpans?: number;
  readonly longestRangeS?: number;
}

export interface FakeTempo {
  push(spans: readonly ArrivingSpan[]): void;
  answer(path: string, query: Readonly<Record<string, string>>): FakeAnswer;
}

export interface FakeAnswer {
  readonly status: number;
  readonly contentType: string;
  readonly body: string;
}

/** What came together of one trace: searched, counted and given as if it were all of it. */
interface Fragment {
  readonly traceId: TraceId;
  readonly spans: readonly ArrivingSpan[];
  readonly arrivedMs: number;
  readonly startNs: bigint;
  readonly endNs: bigint;
}

const endOf = (span: ArrivingSpan): bigint => span.startUnixNs + BigInt(Math.round(span.durationNs));

const least = (a: bigint, b: bigint): bigint => (b < a ? b : a);
const most = (a: bigint, b: bigint): bigint => (b > a ? b : a);

/** A Tempo with the real one's limits and silences, as read from its source and seen in the recordings. */
export function createFakeTempo(options: FakeTempoOptions): FakeTempo {
  const fragments: Fragment[] = [];
  const text = (status: number, body: string): FakeAnswer => ({ status, contentType: "text/plain; charset=utf-8", body });
  const json = (value: unknown): FakeAnswer => ({ status: 200, contentType: "application/json", body: JSON.stringify(value) });

  const search = (query: Readonly<Record<string, string>>): FakeAnswer => {
    const [start, end] = [Number(query["start"]), Number(query["end"])];
    const limit = Number(query["limit"] ?? 20);
    const spss = Number(query["spss"]) || 3;
    if (!(start < end)) return text(400, `http parameter start must be before end. received start=${start} end=${end}`);
    const { mostResults = 262_144, mostSpans = 100, longestRangeS = 168 * 3_600 } = options;
    if (end - start > longestRangeS)
      return text(
        400,
        `range specified by start and end exceeds ${Math.floor(longestRangeS / 3_600)}h0m0s. received start=${start} end=${end}`,
      );
    if (limit > mostResults) return text(400, `limit ${limit} exceeds max limit ${mostResults}`);
    if (spss > mostSpans) return text(400, `spans per span set exceeds ${mostSpans}. received ${spss}`);
    let parsed: ReturnType<typeof parseQuery>;
    try {
      parsed = parseQuery(query["q"] ?? "");
    } catch (error) {
      return text(400, `invalid TraceQL query: ${error instanceof Error ? error.message : ""}`);
    }
    const hits = new Map<TraceId, ReturnType<typeof newHit>>();
    const cutOffMs = options.now() - options.hiddenMs;
    const [fromNs, toNs] = [BigInt(start) * 1_000_000_000n, BigInt(Math.round(Math.min(end * 1_000, cutOffMs))) * 1_000_000n];
    const searched = parsed.newest ? [...fragments].sort((a, b) => (a.startNs < b.startNs ? 1 : -1)) : fragments;
    for (const fragment of searched) {
      if (fragment.arrivedMs + options.settleMs > options.now()) continue;
      if (fragment.startNs > toNs || fragment.endNs < fromNs || !isFiledIn(fragment, start * 1_000, end * 1_000)) continue;
      if (!parsed.sets.every((holds) => fragment.spans.some(holds))) continue;
      const matched = fragment.spans.filter((span) => parsed.sets.some((holds) => holds(span)));
      const known = hits.get(fragment.traceId);
      if (!known && hits.size >= limit) continue;
      const hit = known ?? newHit(fragment);
      hits.set(fragment.traceId, hit);
      addSet(hit, fragment, matched, parsed, spss);
    }
    const traces = [...hits.values()].map(({ sets, ...hit }) => ({ ...hit, spanSet: [...sets.values()][0], spanSets: [...sets.values()] }));
    return json({ traces, metrics: {} });
  };

  /** A block's time is what came in it, but never before its arrival less the slack. */
  const isFiledIn = ({ startNs, endNs, arrivedMs }: Fragment, fromMs: number, toMs: number): boolean => {
    const earliest = arrivedMs - options.slackMs;
    const [first, last] = [Math.max(Number(startNs / 1_000_000n), earliest), Math.max(Number(endNs / 1_000_000n), earliest)];
    return first <= toMs && last >= fromMs;
  };

  return {
    push(spans) {
      for (const [traceId, of] of Map.groupBy(spans, (span) => span.traceId)) {
        const startNs = of.map((span): bigint => span.startUnixNs).reduce(least);
        const endNs = of.map(endOf).reduce(most);
        fragments.push({ traceId, spans: of, arrivedMs: options.now(), startNs, endNs });
      }
    },
    answer(path, query) {
      if (path === "/api/echo") return text(200, "echo\n");
      if (path === "/api/search") return search(query);
      const traceId = /^\/api\/v2\/traces\/([0-9a-f]{32})$/.exec(path)?.[1];
      if (traceId === undefined) return text(404, "404 page not found\n");
      const spans = fragments.filter((fragment) => fragment.traceId === traceId).flatMap((fragment) => fragment.spans);
      if (spans.length === 0) return json({ trace: {}, metrics: {} });
      const built = buildTrace(
        traceId as TraceId,
        spans.map((span) => ({ ...span, receivedAt: null })),
      );
      return json({ trace: inBase64(encodeOtlpJson(built)), metrics: {} });
    },
  };
}

const trimmed = (hex: string): string => hex.replace(/^0+(?=.)/, "");

interface FakeSet {
  spans: readonly unknown[];
  matched: number;
}

const newHit = ({ traceId, startNs, endNs }: Fragment) => ({
  traceID: trimmed(traceId),
  rootServiceName: "<root span not yet received>",
  startTimeUnixNano: startNs.toString(),
  durationMs: Number((endNs - startNs) / 1_000_000n),
  sets: new Map<string, FakeSet>(),
});

/** Of two fragments' span sets that look alike, the one with more matches stays: the real one's silent loss. */
function addSet(
  hit: ReturnType<typeof newHit>,
  { spans, startNs, endNs }: Fragment,
  matched: readonly ArrivingSpan[],
  { apart, selects }: { readonly apart: boolean; readonly selects: boolean },
  spss: number,
): void {
  if (startNs < BigInt(hit.startTimeUnixNano)) hit.startTimeUnixNano = startNs.toString();
  const root = spans.find((span) => span.parentSpanId === null)?.name ?? "";
  const group = apart ? `${root} ${endNs - startNs}` : "";
  if ((hit.sets.get(group)?.matched ?? 0) >= matched.length) return;
  hit.sets.set(group, { spans: matched.slice(0, spss).map((span) => spanOf(span, selects)), matched: matched.length });
}

/** `select` as it is: scopes fall away, of several links or events the last stays, what is absent may be there as nothing. */
function spanOf(span: ArrivingSpan, selects: boolean): unknown {
  const bare = { spanID: span.spanId, startTimeUnixNano: String(span.startUnixNs), durationNanos: String(span.durationNs) };
  if (!selects) return bare;
  const link = span.links.at(-1);
  const own = {
    kind: span.kind,
    status: span.status.code,
    statusMessage: span.status.message ?? "",
    "span:parentID": span.parentSpanId ?? "0".repeat(16),
    "link:traceID": link?.traceId ?? "",
    "link:spanID": link?.spanId ?? "0".repeat(16),
  };
  const exception = span.events.findLast((event) => event.name === "exception")?.attributes ?? {};
  const attributes = [own, exception, span.resource.attributes, span.attributes].flatMap((of) =>
    Object.entries(of).map(([key, value]) => ({ key, value: wireValueOf(value) })),
  );
  return { ...bare, name: span.name, attributes };
}

const wireValueOf = (value: unknown) => {
  if (typeof value === "boolean") return { boolValue: value };
  if (typeof value === "number") return Number.isInteger(value) ? { intValue: String(value) } : { doubleValue: value };
  return { stringValue: String(value) };
};

/** Tempo's JSON is proto3's own: ids in base64. */
function inBase64(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value), (key, inner) =>
    /^(traceId|spanId|parentSpanId)$/.test(key) && typeof inner === "string" ? Buffer.from(inner, "hex").toString("base64") : inner,
  );
}
