import { type UnixMs, unixMs } from "../base/time.ts";
import { buildTrace, type ReceivedSpan } from "./build-trace.ts";
import { emptyAttributes, makeResource } from "./decoded-spans.ts";
import { type LinkMark, type NotedSpan, parseNotation } from "./notation-parse.ts";
import type { AttributeValue, SpanEvent, SpanId, SpanLink, SpanStatus, Trace, TraceId } from "./span.ts";

/**
 * Traces drawn as text, for tests: indentation = parent, columns = service, name, kind, start, duration.
 *
 *   trace a1
 *   mes-api@2      POST /orders/{id}/price  server      0ms  900ms  order_id=48213
 *     3d-storage   GET model                server    100ms  300ms
 *     mes-api@2    price publish            producer  600ms   20ms  messaging.message.id=m-1 #pub
 *
 *   trace b1
 *   crm-api        price process            consumer     9s   80ms  -> a1/pub !error "price rejected"
 *     crm-api      UPDATE orders            client    9.01s   20ms  db.system.name=postgresql
 *
 * All traces share one time axis, whose 0 is `base`. Fields are set apart by spaces; a name may hold single spaces.
 * Without a `trace` line the only trace is called `t`. After the duration, in any order:
 *
 *   key=value  key="a value"  an attribute; digits make a number, unless the key ends in `id`; true and false are booleans
 *   resource.key=value        an attribute of the resource (service and instance come from the first column)
 *   !error  !error "text"     status ERROR, with a message       !timeout  the same with error.type=timeout       !ok  status OK
 *   exception="Type: text"    an exception event at the span's end
 *   -> a1/pub                 a link to the span with label or name `pub` of trace a1; `-> zz/?` to a span that is not there
 *   #pub                      a label; two spans with one label share one span id
 *   parent=pub  parent=?      the parent by label, instead of by indentation; `?` was never sent
 *   tracestate=ot=th:e6       W3C tracestate
 *   seen=12s                  when Loupe received it; its own end, when not said
 *   copies=2                  it arrived twice
 *
 * Ids follow from names alone: the same text gives the same ids, `tracedAs("a1")` and `spanAs("a1", "pub")` name them.
 */
export function readTraces(text: string, options: { readonly base?: UnixMs } = {}): readonly Trace[] {
  const base = options.base ?? NOTATION_BASE;
  const noted = parseNotation(text);
  return noted.map(({ name, spans }) => {
    const arriving = spans.flatMap((span) => {
      const built = toSpan(name, span, base, (link) => resolveLink(link, noted));
      return Array.from({ length: span.copies }, () => built);
    });
    // By arrival, as a source would hand them over.
    return buildTrace(
      tracedAs(name),
      arriving.toSorted((a, b) => a.receivedAt! - b.receivedAt!),
    );
  });
}

/** The one trace of a text that holds one. */
export function readTrace(text: string, options: { readonly base?: UnixMs } = {}): Trace {
  const traces = readTraces(text, options);
  if (traces.length !== 1) throw new Error(`one trace expected, ${traces.length} drawn`);
  return traces[0]!;
}

/** 2026-01-01T00:00:00Z */
export const NOTATION_BASE: UnixMs = unixMs(Date.UTC(2026, 0, 1));

/** Short names stay readable: `a1` is 0…06131, its letters in hex. */
export function tracedAs(name: string): TraceId {
  const hex = Buffer.from(name, "utf8").toString("hex");
  return (hex.length <= 32 ? hex.padStart(32, "0") : `${hash64(name)}${hash64(`${name}/`)}`) as TraceId;
}

/** The id of the span with this label (`#label`); spans without one are named after their place, `1` the first. */
export const spanAs = (trace: string, label: string): SpanId => hash64(`${trace}/${label}`) as SpanId;

/** FNV-1a: tiny, and spread well enough for a drawn handful. */
function hash64(text: string): string {
  let hash = 0xcbf29ce484222325n;
  for (const byte of Buffer.from(text, "utf8")) hash = BigInt.asUintN(64, (hash ^ BigInt(byte)) * 0x100000001b3n);
  return hash.toString(16).padStart(16, "0");
}

const NS_PER_MS = 1_000_000;

function toSpan(trace: string, span: NotedSpan, base: UnixMs, link: (mark: LinkMark) => SpanLink): ReceivedSpan {
  const startUnixNs = (BigInt(base) * 1_000_000n + BigInt(Math.round(span.startMs * NS_PER_MS))) as ReceivedSpan["startUnixNs"];
  const durationNs = Math.round(span.durationMs * NS_PER_MS);
  const endUnixNs = (startUnixNs + BigInt(durationNs)) as ReceivedSpan["startUnixNs"];
  const events: SpanEvent[] = span.exceptions.map((text) => ({
    name: "exception",
    timeUnixNs: endUnixNs,
    attributes: exceptionAttributes(text),
  }));
  return {
    traceId: tracedAs(trace),
    spanId: spanAs(trace, span.label),
    parentSpanId: span.parent === null ? null : spanAs(trace, span.parent),
    name: span.name,
    kind: span.kind,
    startUnixNs,
    durationNs,
    status: toStatus(span),
    attributes: span.attributes,
    events,
    links: span.links.map(link),
    resource: makeResource(span.resource),
    scope: { name: "notation", version: null },
    traceState: span.traceState,
    receivedAt: unixMs(base + (span.seenMs ?? span.startMs + span.durationMs)),
  };
}

function exceptionAttributes(text: string): Record<string, AttributeValue> {
  const attributes = emptyAttributes();
  const colon = text.indexOf(":");
  attributes["exception.type"] = colon < 0 ? text : text.slice(0, colon);
  if (colon >= 0) attributes["exception.message"] = text.slice(colon + 1).trim();
  return attributes;
}

const toStatus = ({ status, message }: NotedSpan): SpanStatus => ({ code: status, message });

function resolveLink(mark: LinkMark, noted: ReturnType<typeof parseNotation>): SpanLink {
  const attributes = emptyAttributes();
  const traceId = tracedAs(mark.trace);
  if (mark.span === "?") return { traceId, spanId: spanAs(mark.trace, "?"), attributes };
  const spans = noted.find((trace) => trace.name === mark.trace)?.spans ?? [];
  const target = spans.find((span) => span.label === mark.span) ?? spans.find((span) => span.name === mark.span);
  if (!target) throw new Error(`no span ${mark.trace}/${mark.span} is drawn; write ${mark.trace}/? for one that was never sent`);
  return { traceId, spanId: spanAs(mark.trace, target.label), attributes };
}
