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

export type WireSpan = z.infer<typeof wireSpan>;
export type WireHit = z.infer<typeof wireHit>;

export interface WireTrace {
  readonly resourceSpans: readonly unknown[];
  readonly partial: boolean;
  readonly message: string | null;
}

/** @returns the hits, or what is wrong with the answer in words that may be shown */
export function readSearch(bytes: Uint8Array): Result<readonly WireHit[], string> {
  const answer = parse(bytes, wireSearch);
  return answer.ok ? ok(answer.value.traces ?? []) : answer;
}

export function readTraceAnswer(bytes: Uint8Array): Result<WireTrace, string> {
  const answer = parse(bytes, wireTrace);
  if (!answer.ok) return answer;
  const { trace, status, message } = answer.value;
  return ok({ resourceSpans: trace?.resourceSpans ?? [], partial: status === "PARTIAL", message: message || null });
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
