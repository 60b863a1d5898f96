import { unixNs } from "../../base/time.ts";
import { emptyAttributes, makeResource, NO_SCOPE } from "../../trace/decoded-spans.ts";
import { readAttributes } from "../../trace/otlp-json-value.ts";
import {
  type Attributes,
  type AttributeValue,
  type Resource,
  SPAN_KINDS,
  type SpanEvent,
  type SpanId,
  type SpanKind,
  type SpanLink,
  type SpanStatus,
  type TraceId,
} from "../../trace/span.ts";
import { type Doubt, type HitSpan, type PlaceableSpan, spanIdOf, startOf, traceIdOf } from "./hit.ts";

/**
 * A span of a search's answer while it is read: `select` gives everything beyond its name and times as one list, in no order, without scopes.
 *
 *   kind "server" · service.name "crm" · order_id "48213" · span:parentID "b7…"  →  kind, resource, attributes, parent
 */
export interface SpanDraft {
  kind: SpanKind;
  status: string;
  statusMessage: string;
  parentSpanId: SpanId | null;
  linkTraceId: string;
  linkSpanId: string;
  attributes: Record<string, AttributeValue>;
  exception: Record<string, AttributeValue> | null;
  service: AttributeValue | undefined;
  instance: AttributeValue | undefined;
  host: AttributeValue | undefined;
  version: AttributeValue | undefined;
  orderId: string | null;
  /** One name, two values. */
  isTwofold: boolean;
  hasSeveralOrders: boolean;
}

export const newDraft = (): SpanDraft => ({
  kind: "unspecified",
  status: "",
  statusMessage: "",
  parentSpanId: null,
  linkTraceId: "",
  linkSpanId: "",
  attributes: emptyAttributes(),
  exception: null,
  service: undefined,
  instance: undefined,
  host: undefined,
  version: undefined,
  orderId: null,
  isTwofold: false,
  hasSeveralOrders: false,
});

/** One draft serves a whole answer. */
export function clearDraft(draft: SpanDraft): void {
  draft.kind = "unspecified";
  draft.status = draft.statusMessage = draft.linkTraceId = draft.linkSpanId = "";
  draft.parentSpanId = draft.exception = draft.orderId = null;
  draft.attributes = emptyAttributes();
  draft.service = draft.instance = draft.host = draft.version = undefined;
  draft.isTwofold = draft.hasSeveralOrders = false;
}

const KINDS: ReadonlyMap<unknown, SpanKind> = new Map(SPAN_KINDS.map((kind) => [kind, kind]));

export const PARENT = "span:parentID";

/** What an attribute is to its span is told by its name. */
export function putAttribute(draft: SpanDraft, key: string, value: AttributeValue, orderKeys: ReadonlySet<string>): void {
  switch (key) {
    case "name":
      break;
    case "kind":
      draft.kind = KINDS.get(value) ?? "unspecified";
      break;
    case "status":
      draft.status = String(value);
      break;
    case "statusMessage":
      draft.statusMessage = String(value);
      break;
    case PARENT:
      draft.parentSpanId = isZero(String(value)) ? null : spanIdOf(String(value));
      break;
    case "link:traceID":
      draft.linkTraceId = String(value);
      break;
    case "link:spanID":
      draft.linkSpanId = String(value);
      break;
    case "service.name":
      draft.service = value;
      break;
    case "service.instance.id":
      draft.instance = value;
      break;
    case "host.name":
      draft.host = value;
      break;
    case "service.version":
      draft.version = value;
      break;
    case "exception.type":
    case "exception.message":
      draft.exception ??= emptyAttributes();
      draft.exception[key] = value;
      break;
    default:
      putOwn(draft, key, value, orderKeys);
  }
}

function putOwn(draft: SpanDraft, key: string, value: AttributeValue, orderKeys: ReadonlySet<string>): void {
  const { attributes } = draft;
  // Span and resource come under one name: where they differ, only the trace by id tells which is whose.
  const known = attributes[key];
  if (known !== undefined && known !== value) draft.isTwofold = true;
  attributes[key] = value;
  if (!orderKeys.has(key)) return;
  const orderId = String(value);
  // Likewise two keys for the order, one perhaps of the resource: the span's own would count alone.
  if (draft.orderId !== null && draft.orderId !== orderId) draft.hasSeveralOrders = true;
  draft.orderId = orderId;
}

export function finishSpan(
  draft: SpanDraft,
  traceId: TraceId,
  spanId: SpanId,
  name: string,
  startS: number,
  startNanos: number,
  durationNs: number,
): HitSpan {
  const links = readLink(draft);
  let doubt: Doubt | null = draft.isTwofold || draft.hasSeveralOrders ? "two-ids" : null;
  if (links.length > 0 && !isOfOneMessage(draft)) doubt ??= "several-links";
  const span: PlaceableSpan = {
    traceId,
    spanId,
    parentSpanId: draft.parentSpanId,
    name,
    kind: draft.kind,
    startNs: 0,
    durationNs,
    status: readStatus(draft),
    attributes: draft.attributes,
    events: draft.exception === null ? NO_EVENTS : [exceptionOf(draft.exception, startS, startNanos, durationNs)],
    links,
    resource: shareResource(draft),
    scope: NO_SCOPE,
    traceState: null,
    receivedAt: null,
  };
  return { spanId, startS, startNanos, span, doubt };
}

/** @returns undefined for a value that says nothing that could be read */
export function plainOf(key: string, value: Readonly<Record<string, unknown>>): AttributeValue | undefined {
  const text = value["stringValue"];
  if (typeof text === "string") return text;
  try {
    return readAttributes([{ key, value }], "attributes")[key];
  } catch {
    return undefined;
  }
}

const NO_EVENTS: readonly SpanEvent[] = Object.freeze([]);
const NO_LINKS: readonly SpanLink[] = Object.freeze([]);
const UNSET: SpanStatus = Object.freeze({ code: "unset", message: null });

const exceptionOf = (attributes: Attributes, startS: number, startNanos: number, durationNs: number): SpanEvent => ({
  name: "exception",
  timeUnixNs: unixNs(startOf({ startS, startNanos }) + BigInt(durationNs)),
  attributes,
});

const isZero = (id: string): boolean => /^0*$/.test(id);

/**
 * `select` gives one link of a span, the last. Who handles one message has one; of any other that has a link there may be more
 * (a consumer of batches), and the trace is fetched.
 */
function isOfOneMessage({ kind, attributes }: SpanDraft): boolean {
  const batch = attributes["messaging.batch.message_count"];
  if (batch !== undefined && batch !== null && String(batch) !== "1") return false;
  return kind === "consumer" && (attributes["messaging.message.id"] ?? attributes["messaging.message_id"]) != null;
}

function readLink({ linkTraceId, linkSpanId }: SpanDraft): readonly SpanLink[] {
  if (isZero(linkTraceId) || isZero(linkSpanId)) return NO_LINKS;
  return [{ traceId: traceIdOf(linkTraceId), spanId: spanIdOf(linkSpanId), attributes: emptyAttributes() }];
}

function readStatus({ status, statusMessage }: SpanDraft): SpanStatus {
  const code = status === "error" || status === "ok" ? status : "unset";
  return code === "unset" && statusMessage === "" ? UNSET : { code, message: statusMessage || null };
}

/** Resources repeat from span to span: one object each, as a decoder of batches makes them. Cleared when it has grown odd. */
const shared = new Map<string, Resource>();
/** By its instance the one that was met last: it is the same nearly always, and no key has to be made. */
const latest = new Map<AttributeValue | undefined, Resource>();
const MOST_SHARED = 1_000;

function shareResource({ service, instance, host, version }: SpanDraft): Resource {
  const last = latest.get(instance ?? host ?? service);
  if (last !== undefined && isResource(last.attributes, service, instance, host, version)) return last;
  const key = [service, instance, host, version].map((value) => String(value ?? "")).join("\u0000");
  const known = shared.get(key) ?? makeShared(key, service, instance, host, version);
  latest.set(instance ?? host ?? service, known);
  return known;
}

const isResource = (of: Attributes, service: unknown, instance: unknown, host: unknown, version: unknown): boolean =>
  of["service.name"] === service && of["service.instance.id"] === instance && of["host.name"] === host && of["service.version"] === version;

function makeShared(
  key: string,
  service: AttributeValue | undefined,
  instance: AttributeValue | undefined,
  host: AttributeValue | undefined,
  version: AttributeValue | undefined,
): Resource {
  if (shared.size >= MOST_SHARED) {
    shared.clear();
    latest.clear();
  }
  const attributes = emptyAttributes();
  if (service !== undefined) attributes["service.name"] = service;
  if (instance !== undefined) attributes["service.instance.id"] = instance;
  if (host !== undefined) attributes["host.name"] = host;
  if (version !== undefined) attributes["service.version"] = version;
  const resource = makeResource(attributes);
  shared.set(key, resource);
  return resource;
}
