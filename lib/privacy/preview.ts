import type { Attributes, AttributeValue, Trace } from "../trace/span.ts";
import { maskTraceWith } from "./mask-trace.ts";
import type { Masker } from "./masker.ts";

export type Place = "attribute" | "resource" | "event" | "link" | "name" | "status" | "scope" | "other";

/** One thing that is hidden: where, under which key, how often, and what stands there instead. Never what it was. */
export interface PreviewRow {
  readonly place: Place;
  /** null: it has none, as a span's name. */
  readonly key: string | null;
  readonly count: number;
  /** A few of what it becomes. */
  readonly becomes: readonly string[];
}

export interface Preview {
  readonly rows: readonly PreviewRow[];
  /** Keys, masked themselves, whose values leave as they are. */
  readonly left: readonly string[];
}

const MOST_EXAMPLES = 3;
const LONGEST = 120;

/** What masking does to a trace, told by the very masking that everything passes. */
export function previewTrace(masker: Masker, trace: Trace): Preview {
  const masked = maskTraceWith(masker, trace);
  const rows = new Map<string, { place: Place; key: string | null; count: number; becomes: Set<string> }>();
  const left = new Set<string>();
  const note = (place: Place, key: string | null, before: AttributeValue, after: AttributeValue): boolean => {
    const shown = show(after);
    if (show(before) === shown) return false;
    const row = rows.get(`${place}\0${key}`) ?? { place, key, count: 0, becomes: new Set<string>() };
    row.count++;
    if (row.becomes.size < MOST_EXAMPLES) row.becomes.add(shown.length > LONGEST ? `${shown.slice(0, LONGEST)}…` : shown);
    rows.set(`${place}\0${key}`, row);
    return true;
  };
  // Masking keeps the order of keys, and may change a key itself.
  const compare = (place: Place, before: Attributes, after: Attributes): void => {
    const keys = Object.keys(after);
    for (const [at, key] of Object.keys(before).entries()) {
      const name = keys[at] ?? key;
      if (!note(place, name, before[key] ?? null, after[name] ?? null)) left.add(name);
    }
  };
  const seen = new Set<object>();
  for (const [at, span] of trace.spans.entries()) {
    const other = masked.spans[at];
    if (!other) continue;
    note("name", null, span.name, other.name);
    note("status", null, span.status.message, other.status.message);
    note("scope", null, [span.scope.name, span.scope.version], [other.scope.name, other.scope.version]);
    note("other", "tracestate", span.traceState, other.traceState);
    compare("attribute", span.attributes, other.attributes);
    for (const [n, event] of span.events.entries()) {
      note("name", null, event.name, other.events[n]?.name ?? null);
      compare("event", event.attributes, other.events[n]?.attributes ?? {});
    }
    for (const [n, link] of span.links.entries()) compare("link", link.attributes, other.links[n]?.attributes ?? {});
    if (seen.has(span.resource)) continue;
    seen.add(span.resource);
    note("resource", "service.name", span.resource.service, other.resource.service);
    compare("resource", span.resource.attributes, other.resource.attributes);
  }
  return {
    rows: [...rows.values()].map(({ becomes, ...row }) => ({ ...row, becomes: [...becomes] })).sort((a, b) => b.count - a.count),
    left: [...left].filter((key) => ![...rows.values()].some((row) => row.key === key)).sort(),
  };
}

const show = (value: AttributeValue): string =>
  typeof value === "string"
    ? value
    : (JSON.stringify(value, (_, one: unknown) =>
        typeof one === "bigint" ? String(one) : one instanceof Uint8Array ? Buffer.from(one).toString("base64") : one,
      ) ?? "");
