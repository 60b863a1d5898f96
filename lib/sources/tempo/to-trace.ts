import { unixNs } from "../../base/time.ts";
import { buildTrace } from "../../trace/build-trace.ts";
import { emptyAttributes, makeResource, NO_SCOPE } from "../../trace/decoded-spans.ts";
import { decodeOtlpObject } from "../../trace/otlp-json.ts";
import { readAttributes } from "../../trace/otlp-json-value.ts";
import type { ArrivingSpan, AttributeValue, Resource, SpanId, SpanKind, SpanLink, SpanStatus, Trace, TraceId } from "../../trace/span.ts";
import type { Fields } from "./fields.ts";
import type { WireHit, WireSpan, WireTrace } from "./wire.ts";

/** Search answers trim leading zeros. */
export const traceIdOf = (hex: string): TraceId => hex.toLowerCase().padStart(32, "0") as TraceId;
const spanIdOf = (hex: string): SpanId => hex.toLowerCase().padStart(16, "0") as SpanId;

/** Why what a search tells of a trace may not be all of it: it is then fetched by id. */
export type Doubt = "cut" | "parent-elsewhere" | "several-links" | "two-ids" | "unreadable";

export interface SelectedTrace {
  readonly trace: Trace;
  readonly doubt: Doubt | null;
}

/** One for each fragment of the trace. */
export const spanSetsOf = (hit: WireHit) => hit.spanSets ?? (hit.spanSet ? [hit.spanSet] : []);

/** A trace from a search with `select`: whole in spans where nothing is doubted; attributes are those that were selected. */
export function traceOfHit(hit: WireHit, fields: Fields): SelectedTrace {
  const traceId = traceIdOf(hit.traceID);
  const spans: ArrivingSpan[] = [];
  const known = new Set<SpanId>();
  let doubt: Doubt | null = null;
  for (const set of spanSetsOf(hit)) {
    if (set.matched > set.spans.length) doubt = "cut";
    // The same span in two fragments is one that two ingesters keep; twice within one it is two that share their id.
    const here: SpanId[] = [];
    for (const wire of set.spans) {
      const spanId = spanIdOf(wire.spanID);
      if (known.has(spanId)) continue;
      here.push(spanId);
      const read = readSpan(traceId, spanId, wire, fields);
      doubt ??= read.doubt;
      if (read.span) spans.push(read.span);
    }
    for (const spanId of here) known.add(spanId);
  }
  if (spans.some(({ parentSpanId }) => parentSpanId !== null && !known.has(parentSpanId))) doubt ??= "parent-elsewhere";
  if (spans.length === 0) doubt ??= "cut";
  const trace = buildTrace(
    traceId,
    spans.map((span) => ({ ...span, receivedAt: null })),
  );
  return { trace, doubt };
}

const KINDS: ReadonlySet<string> = new Set(["unspecified", "internal", "server", "client", "producer", "consumer"]);
const RESOURCE_KEYS: ReadonlySet<string> = new Set(["service.name", "service.instance.id", "host.name", "service.version"]);

function readSpan(
  traceId: TraceId,
  spanId: SpanId,
  wire: WireSpan,
  fields: Fields,
): { readonly span: ArrivingSpan | null; readonly doubt: Doubt | null } {
  const attributes = emptyAttributes();
  const resource = emptyAttributes();
  const exception = emptyAttributes();
  const own: Record<string, string> = {};
  let doubt: Doubt | null = null;
  const orderIds = new Set<string>();
  for (const { key, value } of wire.attributes) {
    const plain = typeof value["stringValue"] === "string" ? value["stringValue"] : readOther(key, value);
    if (plain === undefined) return { span: null, doubt: "unreadable" };
    if (INTRINSICS.has(key)) own[key] = String(plain);
    else if (RESOURCE_KEYS.has(key)) resource[key] = plain;
    else if (key === "exception.type" || key === "exception.message") exception[key] = plain;
    else {
      // Span and resource come under one name: where they differ, only the trace by id tells which is whose.
      if (attributes[key] !== undefined && attributes[key] !== plain) doubt = "two-ids";
      if (fields.orderKeys.has(key)) orderIds.add(String(plain));
      attributes[key] = plain;
    }
  }
  // Likewise two keys for the order, one perhaps of the resource: the span's own would count alone.
  if (orderIds.size > 1) doubt ??= "two-ids";
  const links = readLink(own);
  if (links.length > 0 && !isOfOneMessage(own["kind"], attributes)) doubt ??= "several-links";
  const parent = own["span:parentID"] ?? "";
  const startUnixNs = unixNs(BigInt(wire.startTimeUnixNano));
  return {
    doubt,
    span: {
      traceId,
      spanId,
      parentSpanId: /^0*$/.test(parent) ? null : spanIdOf(parent),
      name: wire.name,
      kind: KINDS.has(own["kind"] ?? "") ? (own["kind"] as SpanKind) : "unspecified",
      startUnixNs,
      durationNs: Number(wire.durationNanos),
      status: readStatus(own),
      attributes,
      events:
        Object.keys(exception).length === 0
          ? []
          : [{ name: "exception", timeUnixNs: unixNs(startUnixNs + BigInt(wire.durationNanos)), attributes: exception }],
      links,
      resource: shareResource(resource),
      scope: NO_SCOPE,
      traceState: null,
    },
  };
}

const INTRINSICS: ReadonlySet<string> = new Set([
  "kind",
  "status",
  "statusMessage",
  "span:parentID",
  "link:traceID",
  "link:spanID",
  "name",
]);

function readOther(key: string, value: Readonly<Record<string, unknown>>): AttributeValue | undefined {
  try {
    return readAttributes([{ key, value }], "attributes")[key];
  } catch {
    return undefined;
  }
}

/**
 * `select` gives one link of a span, the last. Who handles one message has one; of any other that has a link there may be more
 * (a consumer of batches), and the trace is fetched.
 */
function isOfOneMessage(kind: string | undefined, attributes: Readonly<Record<string, AttributeValue>>): boolean {
  const batch = attributes["messaging.batch.message_count"];
  if (batch !== undefined && batch !== null && String(batch) !== "1") return false;
  return kind === "consumer" && (attributes["messaging.message.id"] ?? attributes["messaging.message_id"]) != null;
}

function readLink(own: Readonly<Record<string, string>>): readonly SpanLink[] {
  const traceId = own["link:traceID"] ?? "";
  const spanId = own["link:spanID"] ?? "";
  if (/^0*$/.test(traceId) || /^0*$/.test(spanId)) return [];
  return [{ traceId: traceIdOf(traceId), spanId: spanIdOf(spanId), attributes: emptyAttributes() }];
}

function readStatus(own: Readonly<Record<string, string>>): SpanStatus {
  const code = own["status"] === "error" || own["status"] === "ok" ? own["status"] : "unset";
  return { code, message: own["statusMessage"] || null };
}

/** Resources repeat from span to span: one object each, as a decoder of batches makes them. Cleared when it has grown odd. */
const shared = new Map<string, Resource>();

function shareResource(attributes: Record<string, AttributeValue>): Resource {
  const key = [...RESOURCE_KEYS].map((name) => String(attributes[name] ?? "")).join("\u0000");
  const known = shared.get(key);
  if (known) return known;
  if (shared.size >= 1_000) shared.clear();
  const resource = makeResource(attributes);
  shared.set(key, resource);
  return resource;
}

/** A trace by id. Null where there is none: Tempo says so with 200 and nothing in it. */
export function traceOfAnswer(traceId: TraceId, answer: WireTrace): { readonly trace: Trace | null; readonly problem: string | null } {
  const decoded = decodeOtlpObject({ resourceSpans: answer.resourceSpans }, { base64Ids: true });
  if (!decoded.ok) return { trace: null, problem: `A trace of Tempo's could not be read: ${decoded.error.message}` };
  const spans = decoded.value.spans.filter((span) => span.traceId === traceId);
  if (spans.length === 0) return { trace: null, problem: null };
  const trace = buildTrace(
    traceId,
    spans.map((span) => ({ ...span, receivedAt: null })),
  );
  const reason = answer.partial
    ? (answer.message ?? "Tempo gave a part of this trace only: it is larger than its limit")
    : decoded.value.rejected > 0
      ? `${decoded.value.rejected} spans could not be read`
      : null;
  return { trace: reason === null ? trace : { ...trace, warnings: [...trace.warnings, { kind: "partial", reason }] }, problem: null };
}
