import type { ServerResponse } from "node:http";

/** OTLP/HTTP answers in the encoding of the request: JSON for JSON, protobuf for protobuf. */
export type Encoding = "json" | "protobuf";

const CONTENT_TYPE: Readonly<Record<Encoding, string>> = { json: "application/json", protobuf: "application/x-protobuf" };

/** gRPC codes, as OTLP's error bodies (`google.rpc.Status`) carry them. */
const CODES: Readonly<Record<number, number>> = { 400: 3, 404: 5, 405: 12, 408: 4, 413: 8, 415: 3, 429: 8, 500: 13, 503: 14 };

export function answerAccepted(res: ServerResponse, encoding: Encoding, rejected: number, reasons: readonly string[]): void {
  const message = rejected === 0 ? "" : `${rejected} rejected: ${reasons.join("; ")}`;
  if (encoding === "json") {
    // Proto3 JSON writes int64 as text.
    send(res, 200, encoding, Buffer.from(JSON.stringify(partialJson(rejected, message))), {});
    return;
  }
  // ExportTraceServiceResponse { partial_success = 1 { rejected_spans = 1; error_message = 2 } }
  const partial = rejected === 0 ? null : Buffer.concat([Buffer.from([0x08]), varint(rejected), lengthDelimited(2, Buffer.from(message))]);
  send(res, 200, encoding, partial ? lengthDelimited(1, partial) : Buffer.alloc(0), {});
}

const partialJson = (rejected: number, message: string) =>
  rejected === 0 ? { partialSuccess: {} } : { partialSuccess: { rejectedSpans: String(rejected), errorMessage: message } };

export interface Refusal {
  readonly status: number;
  readonly message: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** The connection is closed after it: the client stalls, or what happened is not understood. */
  readonly close?: boolean;
}

export function answerRefused(res: ServerResponse, encoding: Encoding, { status, message, headers, close }: Refusal): void {
  const code = CODES[status] ?? 2;
  // google.rpc.Status { code = 1; message = 2 }
  const body =
    encoding === "json"
      ? Buffer.from(JSON.stringify({ code, message }))
      : Buffer.concat([Buffer.from([0x08]), varint(code), lengthDelimited(2, Buffer.from(message))]);
  send(res, status, encoding, body, { ...headers, ...(close ? { connection: "close" } : {}) });
}

function send(res: ServerResponse, status: number, encoding: Encoding, body: Buffer, headers: Readonly<Record<string, string>>): void {
  if (res.headersSent || res.destroyed) return;
  res.writeHead(status, { ...headers, "content-type": CONTENT_TYPE[encoding], "content-length": body.length });
  res.end(body);
}

const lengthDelimited = (field: number, body: Buffer): Buffer =>
  Buffer.concat([Buffer.from([(field << 3) | 2]), varint(body.length), body]);

function varint(value: number): Buffer {
  const bytes: number[] = [];
  for (let rest = value; ; rest = Math.floor(rest / 128)) {
    if (rest < 128) {
      bytes.push(rest);
      return Buffer.from(bytes);
    }
    bytes.push((rest % 128) | 0x80);
  }
}
