// What the side panel shows of one span: read from the API's OTLP JSON (masked on the server) when a row is chosen.

export interface DetailValue {
  readonly key: string;
  readonly value: string;
}

export interface SpanDetail {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId: string | null;
  readonly name: string;
  readonly statusMessage: string | null;
  readonly startUnixNs: string;
  readonly traceState: string | null;
  readonly attributes: readonly DetailValue[];
  readonly resource: readonly DetailValue[];
  readonly scope: string | null;
  readonly events: readonly { readonly name: string; readonly timeUnixNs: string; readonly attributes: readonly DetailValue[] }[];
  readonly links: readonly { readonly traceId: string; readonly spanId: string; readonly attributes: readonly DetailValue[] }[];
  /** Where several sources are read: those that gave it. */
  readonly sources?: readonly string[];
  /** What stands here unmasked, because the reader gave a reason. */
  readonly revealed?: readonly string[];
}

type Json = Readonly<Record<string, unknown>>;
const isObject = (value: unknown): value is Json => typeof value === "object" && value !== null && !Array.isArray(value);
const list = (value: unknown): readonly Json[] => (Array.isArray(value) ? value.filter(isObject) : []);
const text = (value: unknown): string => (typeof value === "string" ? value : typeof value === "number" ? String(value) : "");

/** The span with this id in an OTLP document, or null. */
export function findSpan(document: unknown, spanId: string): SpanDetail | null {
  if (!isObject(document)) return null;
  for (const resourceSpans of list(document["resourceSpans"])) {
    for (const scopeSpans of list(resourceSpans["scopeSpans"])) {
      for (const span of list(scopeSpans["spans"])) {
        if (text(span["spanId"]).toLowerCase() !== spanId) continue;
        const resource = isObject(resourceSpans["resource"]) ? resourceSpans["resource"] : {};
        const sources = Array.isArray(document["sources"]) ? { sources: document["sources"].map(text) } : {};
        const revealed = isObject(document["revealed"]) ? document["revealed"]["values"] : null;
        const opened = Array.isArray(revealed) ? { revealed: revealed.map(text) } : {};
        return { ...opened, ...readSpan(span, resource, isObject(scopeSpans["scope"]) ? scopeSpans["scope"] : {}), ...sources };
      }
    }
  }
  return null;
}

function readSpan(span: Json, resource: Json, scope: Json): SpanDetail {
  const status = isObject(span["status"]) ? span["status"] : {};
  const scopeName = [text(scope["name"]), text(scope["version"])].filter(Boolean).join(" ");
  return {
    traceId: text(span["traceId"]),
    spanId: text(span["spanId"]),
    parentSpanId: text(span["parentSpanId"]) || null,
    name: text(span["name"]),
    statusMessage: text(status["message"]) || null,
    startUnixNs: text(span["startTimeUnixNano"]),
    traceState: text(span["traceState"]) || null,
    attributes: readAttributes(span["attributes"]),
    resource: readAttributes(resource["attributes"]),
    scope: scopeName || null,
    events: list(span["events"]).map((event) => ({
      name: text(event["name"]),
      timeUnixNs: text(event["timeUnixNano"]),
      attributes: readAttributes(event["attributes"]),
    })),
    links: list(span["links"]).map((link) => ({
      traceId: text(link["traceId"]),
      spanId: text(link["spanId"]),
      attributes: readAttributes(link["attributes"]),
    })),
  };
}

function readAttributes(value: unknown): readonly DetailValue[] {
  return list(value).map((pair) => ({ key: text(pair["key"]), value: readValue(pair["value"], 0) }));
}

/** OTLP's AnyValue as a person would write it. Depth is capped as the server caps it. */
function readValue(value: unknown, depth: number): string {
  if (!isObject(value) || depth > 64) return "";
  if ("stringValue" in value) return text(value["stringValue"]);
  if ("boolValue" in value) return String(value["boolValue"]);
  if ("intValue" in value) return text(value["intValue"]);
  if ("doubleValue" in value) return text(value["doubleValue"]);
  if ("bytesValue" in value) return text(value["bytesValue"]);
  if (isObject(value["arrayValue"]))
    return `[${list(value["arrayValue"]["values"])
      .map((v) => readValue(v, depth + 1))
      .join(", ")}]`;
  if (isObject(value["kvlistValue"])) {
    return `{${list(value["kvlistValue"]["values"])
      .map((p) => `${text(p["key"])}: ${readValue(p["value"], depth + 1)}`)
      .join(", ")}}`;
  }
  return "";
}

/** Sections of the panel by the first word of the key, as the conventions group them. */
const GROUPS: readonly (readonly [RegExp, string])[] = [
  [/^(messaging)\./, "messaging"],
  [/^(http|url|user_agent)\./, "http"],
  [/^db\./, "db"],
  [/^(rpc|grpc)\./, "rpc"],
  [/^(exception|error)(\.|$)/, "exception"],
  [/^(net|server|client|network|peer)\./, "server"],
  [/^(code|thread)\./, "code"],
];

export function groupAttributes(
  attributes: readonly DetailValue[],
): readonly { readonly group: string; readonly values: readonly DetailValue[] }[] {
  const groups = new Map<string, DetailValue[]>();
  for (const pair of attributes) {
    const group = GROUPS.find(([pattern]) => pattern.test(pair.key))?.[1] ?? "other";
    const values = groups.get(group) ?? [];
    groups.set(group, values);
    values.push(pair);
  }
  const rank = (group: string): number => (group === "messaging" ? 0 : group === "other" ? 1 : 2);
  return [...groups].map(([group, values]) => ({ group, values })).sort((a, b) => rank(a.group) - rank(b.group));
}

/** `GET /api/v1/traces/{traceId}/spans/{spanId}`: one span as OTLP JSON, so that a click in a large trace costs little. */
export async function loadSpan(
  traceId: string,
  spanId: string,
  signal: AbortSignal,
  change = (path: string) => path,
): Promise<SpanDetail | null> {
  const answer = await fetch(change(`/api/v1/traces/${traceId}/spans/${spanId}`), { signal, headers: { accept: "application/json" } });
  if (answer.status === 404) return null;
  if (!answer.ok) throw new Error(`HTTP ${answer.status}`);
  return findSpan(await answer.json(), spanId);
}
