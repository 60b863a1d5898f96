import { z } from "zod";

/**
 * The envelopes of Jaeger's answers. What is inside of traces is read by `lib/trace`'s decoders, which take any JSON:
 * a schema over every span would cost as much as the decoding.
 */
const v3Traces = z.object({ result: z.object({ resourceSpans: z.array(z.unknown()).nullish() }).nullish() });
const v3Error = z.object({ error: z.object({ httpCode: z.number(), message: z.string() }) });
const v3Services = z.object({ services: z.array(z.string()).nullish() });
const v1Error = z.object({ code: z.number().nullish(), msg: z.string(), traceID: z.string().nullish() });
const v1Traces = z.object({
  data: z.array(z.object({ traceID: z.string(), spans: z.array(z.unknown()) }).loose()).nullish(),
  errors: z.array(v1Error).nullish(),
});
const v1Services = z.object({ data: z.array(z.string()).nullish(), errors: z.array(v1Error).nullish() });

export type V1Trace = NonNullable<z.infer<typeof v1Traces>["data"]>[number];

/** Thrown inside an adapter's reading, turned into a `broken-answer` at its edge. */
export class BrokenAnswer extends Error {}

/** Jaeger's own word for "nothing found" in v3; any other 404 is a path that is not there. */
export function isV3NotFound(bytes: Uint8Array): boolean {
  const read = v3Error.safeParse(tryJson(bytes));
  return read.success && read.data.error.httpCode === 404;
}

export function isV1NotFound(bytes: Uint8Array): boolean {
  const read = v1Traces.safeParse(tryJson(bytes));
  return read.success && (read.data.errors ?? []).some(({ code }) => code === 404);
}

/** An error in v3's envelope: the sign that v3 listens at this path at all. */
export const isV3Error = (bytes: Uint8Array): boolean => v3Error.safeParse(tryJson(bytes)).success;

export function readV3Services(bytes: Uint8Array): readonly string[] {
  const read = v3Services.safeParse(parse(bytes));
  if (!read.success) throw new BrokenAnswer("The list of services is none");
  return read.data.services ?? [];
}

export function readV1Services(bytes: Uint8Array): readonly string[] {
  const read = v1Services.safeParse(parse(bytes));
  if (!read.success) throw new BrokenAnswer("The list of services is none");
  if (read.data.errors?.length) throw new BrokenAnswer(read.data.errors[0]!.msg);
  return read.data.data ?? [];
}

/** One `{"result":…}` today; the protocol reserves several, one after another. */
export function readV3ResourceSpans(bytes: Uint8Array): readonly unknown[] {
  return parseSequence(bytes).flatMap((json) => {
    const read = v3Traces.safeParse(json);
    if (!read.success) throw new BrokenAnswer("The traces came in an unknown form");
    if (!read.data.result && v3Error.safeParse(json).success) throw new BrokenAnswer("An error stands among the traces");
    return read.data.result?.resourceSpans ?? [];
  });
}

export function readV1Traces(bytes: Uint8Array): { readonly traces: readonly V1Trace[]; readonly errors: readonly string[] } {
  const read = v1Traces.safeParse(parse(bytes));
  if (!read.success) throw new BrokenAnswer("The traces came in an unknown form");
  return { traces: read.data.data ?? [], errors: (read.data.errors ?? []).map(({ msg }) => msg) };
}

const textOf = (bytes: Uint8Array): string => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("utf8");

function parse(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(textOf(bytes));
  } catch {
    throw new BrokenAnswer("The answer is not JSON, or broke off");
  }
}

function tryJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(textOf(bytes));
  } catch {
    return null;
  }
}

function parseSequence(bytes: Uint8Array): readonly unknown[] {
  const text = textOf(bytes);
  try {
    return [JSON.parse(text)];
  } catch {
    const parts = splitObjects(text);
    if (parts.length < 2) throw new BrokenAnswer("The answer is not JSON, or broke off");
    return parts.map((part) => parse(Buffer.from(part)));
  }
}

/** `{…}{…}` or `{…}\n{…}` → its objects; braces inside of strings do not count. */
function splitObjects(text: string): readonly string[] {
  const parts: string[] = [];
  let depth = 0;
  let start = 0;
  let inString = false;
  for (let i = 0; i < text.length; i++) {
    const char = text[i];
    if (inString) {
      if (char === "\\") i++;
      else if (char === '"') inString = false;
    } else if (char === '"') inString = true;
    else if (char === "{" && depth++ === 0) start = i;
    else if (char === "}" && --depth === 0) parts.push(text.slice(start, i + 1));
  }
  if (depth !== 0 || inString) throw new BrokenAnswer("The answer broke off");
  return parts;
}
