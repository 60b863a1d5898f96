import { err, ok, type Result } from "../base/result.ts";
import type { DecodedSpans, DecodeError } from "./decoded-spans.ts";
import { type DecodedJaeger, decodeJaegerObject } from "./jaeger-json.ts";
import { decodeOtlpObject } from "./otlp-json.ts";

/**
 * A file that somebody dropped: whatever trace tools export as JSON, told apart by its outermost keys.
 *
 *   {resourceSpans}  OTLP (collector, Loupe's own export)       {result: {resourceSpans}}  Jaeger's v3 API
 *   {trace: {resourceSpans}}  Tempo v2                          {batches}                  Tempo v1
 *   {data}, {spans, processes}, [{spans}]  Jaeger               one JSON a line            the collector's file exporter
 */
export function decodeTraceFile(body: Uint8Array | string): Result<DecodedJaeger, DecodeError> {
  const text = typeof body === "string" ? body : new TextDecoder().decode(body);
  if (text.trim() === "") return err({ kind: "empty", field: null, message: "the file is empty" });
  const documents = parseDocuments(text);
  if (documents === null) return err({ kind: "not-json", field: null, message: "the file is not JSON, nor one JSON a line" });
  const parts: DecodedJaeger[] = [];
  for (const document of documents) {
    const decoded = decodeDocument(document);
    if (!decoded.ok) return decoded;
    parts.push(decoded.value);
  }
  return ok({
    spans: parts.flatMap((part) => part.spans),
    rejected: parts.reduce((sum, part) => sum + part.rejected, 0),
    rejectedReasons: parts.flatMap((part) => part.rejectedReasons).slice(0, 5),
    warnings: parts.flatMap((part) => part.warnings).slice(0, 20),
  });
}

/** The whole text, else each of its lines. */
function parseDocuments(text: string): readonly unknown[] | null {
  try {
    const json: unknown = JSON.parse(text);
    // A list is Jaeger's traces or a list of exports.
    return Array.isArray(json) && json.every((entry) => isObject(entry) && !("spans" in entry)) ? json : [json];
  } catch {
    try {
      return text
        .split("\n")
        .filter((line) => line.trim() !== "")
        .map((line) => JSON.parse(line) as unknown);
    } catch {
      return null;
    }
  }
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const withoutWarnings = (decoded: Result<DecodedSpans, DecodeError>): Result<DecodedJaeger, DecodeError> =>
  decoded.ok ? ok({ ...decoded.value, warnings: [] }) : decoded;

function decodeDocument(document: unknown): Result<DecodedJaeger, DecodeError> {
  if (!isObject(document)) return decodeJaegerObject(document);
  const otlp = [document, document["trace"], document["result"]].find((form) => isObject(form) && "resourceSpans" in form);
  if (otlp !== undefined) return withoutWarnings(decodeOtlpObject(otlp, { base64Ids: true }));
  if ("batches" in document) return withoutWarnings(decodeOtlpObject({ resourceSpans: document["batches"] }, { base64Ids: true }));
  if ("data" in document || "spans" in document) return decodeJaegerObject(document);
  // Logs and metrics stand between traces in a collector's file.
  if ("resourceLogs" in document || "resourceMetrics" in document) return ok({ spans: [], rejected: 0, rejectedReasons: [], warnings: [] });
  const message = "neither OTLP (`resourceSpans`) nor Jaeger (`data`, `spans`)";
  return err({ kind: "malformed", field: null, message });
}
