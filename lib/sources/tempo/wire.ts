import { z } from "zod";
import { err, ok, type Result } from "../../base/result.ts";

/** Tempo's answers as they come. Unknown fields are let through; what is missing where Tempo leaves zeros out is filled in. */
const nano = z.string().regex(/^\d{1,20}$/);

const wireAttribute = z.object({ key: z.string(), value: z.record(z.string(), z.unknown()).default({}) });

const wireSpan = z.object({
  spanID: z.string().regex(/^[0-9a-fA-F]{1,16}$/),
  name: z.string().default(""),
  startTimeUnixNano: nano,
  durationNanos: nano.default("0"),
  attributes: z.array(wireAttribute).default([]),
});

const wireSpanSet = z.object({ spans: z.array(wireSpan).default([]), matched: z.number().int().nonnegative().default(0) });

const wireHit = z.object({
  traceID: z.string().regex(/^[0-9a-fA-F]{1,32}$/),
  rootServiceName: z.string().default(""),
  rootTraceName: z.string().default(""),
  startTimeUnixNano: nano.default("0"),
  durationMs: z.number().nonnegative().default(0),
  spanSets: z.array(wireSpanSet).optional(),
  spanSet: wireSpanSet.optional(),
});

const wireSearch = z.object({ traces: z.array(wireHit).nullish() });

/** `trace` itself is read by the OTLP decoder. */
const wireTrace = z.object({
  trace: z.object({ resourceSpans: z.array(z.unknown()).nullish() }).nullish(),
  status: z.string().optional(),
  message: z.string().optional(),
});

type WireSpanSet = z.infer<typeof wireSpanSet>;
export type WireSpan = z.infer<typeof wireSpan>;
export type WireHit = z.infer<typeof wireHit>;

export interface WireTrace {
  readonly resourceSpans: readonly unknown[];
  readonly partial: boolean;
  readonly message: string | null;
}

/** A search's answer, however it is written: its hits, or what is wrong with it in words that may be shown. */
export function readAnyForm(bytes: Uint8Array): Result<readonly WireHit[], string> {
  const json = tryJson(withoutDoubles(bytes));
  if (isUsual(json)) return ok(json.traces);
  const answer = parse(bytes, wireSearch);
  return answer.ok ? ok(answer.value.traces ?? []) : answer;
}

export function readTraceAnswer(bytes: Uint8Array): Result<WireTrace, string> {
  const answer = parse(bytes, wireTrace);
  if (!answer.ok) return answer;
  const { trace, status, message } = answer.value;
  return ok({ resourceSpans: trace?.resourceSpans ?? [], partial: status === "PARTIAL", message: message || null });
}

const SET = Buffer.from('"spanSet":{');
const SETS = Buffer.from('"spanSets":[');
const TRACE = Buffer.from('{"traceID":"');

/**
 * Each trace comes with its first span set twice, once alone and once among all: half of what there is to parse. Inside of a JSON string every
 * quote is escaped, so these marks stand nowhere but where they mean it; where they stand otherwise, all of it is parsed.
 *
 *   {"traceID":"…",…,"spanSet":{…},"spanSets":[{…}]}
 *                    └── left out ─┘
 */
function withoutDoubles(bytes: Uint8Array): Uint8Array {
  const all = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const kept: Buffer[] = [];
  let from = 0;
  let trace = all.indexOf(TRACE);
  for (let set = all.indexOf(SET); set >= 0; ) {
    const sets = all.indexOf(SETS, set);
    if (sets < 0) break;
    while (trace >= 0 && trace < set) trace = all.indexOf(TRACE, trace + TRACE.length);
    if (trace < 0 || trace > sets) {
      kept.push(all.subarray(from, set));
      from = sets;
    }
    set = all.indexOf(SET, sets);
  }
  return kept.length === 0 ? all : Buffer.concat([...kept, all.subarray(from)]);
}

/** The usual form, looked through by hand and its zeros filled in: a schema over every attribute costs more than parsing. False: the schema says what is wrong. */
function isUsual(json: unknown): json is { readonly traces: WireHit[] } {
  const { traces } = (json ?? {}) as { readonly traces?: unknown };
  return Array.isArray(traces) && traces.every(isUsualHit);
}

type Loose<T> = { -readonly [Key in keyof T]?: unknown };

const HEX_32 = /^[0-9a-fA-F]{1,32}$/;
const HEX_16 = /^[0-9a-fA-F]{1,16}$/;
const NANO = /^\d{1,20}$/;

function isUsualHit(value: unknown): boolean {
  const hit = (value ?? {}) as Loose<WireHit>;
  hit.rootServiceName ??= "";
  hit.rootTraceName ??= "";
  hit.startTimeUnixNano ??= "0";
  hit.durationMs ??= 0;
  if (typeof hit.traceID !== "string" || !HEX_32.test(hit.traceID)) return false;
  if (typeof hit.startTimeUnixNano !== "string" || !NANO.test(hit.startTimeUnixNano)) return false;
  if (typeof hit.rootServiceName !== "string" || typeof hit.rootTraceName !== "string") return false;
  if (typeof hit.durationMs !== "number" || hit.durationMs < 0) return false;
  if (hit.spanSets !== undefined) return Array.isArray(hit.spanSets) && hit.spanSets.every(isUsualSet) && hit.spanSet === undefined;
  return hit.spanSet === undefined || isUsualSet(hit.spanSet);
}

function isUsualSet(value: unknown): boolean {
  const set = (value ?? {}) as Loose<WireSpanSet>;
  set.spans ??= [];
  set.matched ??= 0;
  return Number.isSafeInteger(set.matched) && (set.matched as number) >= 0 && Array.isArray(set.spans) && set.spans.every(isUsualSpan);
}

function isUsualSpan(value: unknown): boolean {
  const span = (value ?? {}) as Loose<WireSpan>;
  span.name ??= "";
  span.durationNanos ??= "0";
  span.attributes ??= [];
  if (typeof span.spanID !== "string" || !HEX_16.test(span.spanID) || typeof span.name !== "string") return false;
  if (typeof span.startTimeUnixNano !== "string" || !NANO.test(span.startTimeUnixNano)) return false;
  if (typeof span.durationNanos !== "string" || !NANO.test(span.durationNanos)) return false;
  return Array.isArray(span.attributes) && span.attributes.every(isUsualAttribute);
}

function isUsualAttribute(attribute: unknown): boolean {
  const { key, value } = (attribute ?? {}) as { readonly key?: unknown; readonly value?: unknown };
  return typeof key === "string" && typeof value === "object" && value !== null && !Array.isArray(value);
}

function tryJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    return null;
  }
}

function parse<T>(bytes: Uint8Array, schema: z.ZodType<T>): Result<T, string> {
  let json: unknown;
  try {
    json = JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    return err("Tempo's answer is not JSON");
  }
  const read = schema.safeParse(json);
  if (read.success) return ok(read.data);
  const issue = read.error.issues[0];
  return err(`Tempo's answer has an unknown form${issue ? ` at ${issue.path.join(".")}` : ""}`);
}
