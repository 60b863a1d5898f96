import type { IncomingMessage, ServerResponse } from "node:http";
import type { Clock, UnixMs } from "#lib/base/time";
import { decodeOtlpJson } from "#lib/trace/otlp-json";
import { decodeOtlpProtobuf } from "#lib/trace/otlp-protobuf";
import type { ArrivingSpan } from "#lib/trace/span";
import { answerAccepted, answerRefused, type Encoding, type Refusal } from "./otlp-answer.ts";
import { readBody, unpackBody } from "./otlp-body.ts";

export interface OtlpLimits {
  /** Of one body as it is on the wire. */
  readonly wireBytes: number;
  /** Of one body unpacked. */
  readonly bodyBytes: number;
  /** Of all bodies at once, from their first byte until they are durable; decoded they take several times that. */
  readonly inFlightBytes: number;
  /** Spans that wait for the disk. */
  readonly backlogSpans: number;
  /** From a request's first byte to its last. */
  readonly readMs: number;
}

export const OTLP_LIMITS: OtlpLimits = {
  wireBytes: 20 * 1024 * 1024,
  bodyBytes: 64 * 1024 * 1024,
  inFlightBytes: 96 * 1024 * 1024,
  backlogSpans: 50_000,
  readMs: 30_000,
};

export interface OtlpReceiver {
  /** Durable when it resolves. */
  readonly append: (spans: readonly ArrivingSpan[], receivedAt: UnixMs) => Promise<void>;
  readonly backlog: () => number;
  readonly clock: Clock;
  readonly log: (message: string) => void;
  readonly limits?: Partial<OtlpLimits>;
}

const PATH = "/v1/traces";
/** Two seconds let a laptop's disk take about 100k spans. */
const RETRY_AFTER = { "retry-after": "2" };

/** OTLP/HTTP as a plain `node:http` handler. A 200 means that every span of it which was not rejected is on the disk. */
export function createOtlpHandler(receiver: OtlpReceiver): (req: IncomingMessage, res: ServerResponse) => void {
  const limits = { ...OTLP_LIMITS, ...receiver.limits };
  const load = { bytes: 0 };
  return (req, res) => {
    const encoding = encodingOf(req);
    receive(receiver, limits, load, req, res, encoding).catch((reason: unknown) => {
      receiver.log(`otlp: ${reason instanceof Error ? (reason.stack ?? reason.message) : String(reason)}`);
      answerRefused(res, encoding ?? "json", { status: 500, message: "Loupe failed on this request", close: true });
    });
  };
}

async function receive(
  receiver: OtlpReceiver,
  limits: OtlpLimits,
  load: { bytes: number },
  req: IncomingMessage,
  res: ServerResponse,
  encoding: Encoding | null,
): Promise<void> {
  const refuse = (refusal: Refusal) => refuseAndDrain(req, res, encoding ?? "json", refusal);
  if ((req.url ?? "").split("?")[0] !== PATH) return refuse({ status: 404, message: `Nothing here: POST ${PATH}` });
  if (req.method !== "POST") return refuse({ status: 405, message: `POST ${PATH}`, headers: { allow: "POST" } });
  if (encoding === null) return refuse({ status: 415, message: "content-type is application/x-protobuf or application/json" });
  if (receiver.backlog() > limits.backlogSpans || load.bytes > limits.inFlightBytes) return refuse(busy);

  let taken = 0;
  /** Counts bytes that this request holds; false when that is too much for all together. One request alone may always go on. */
  const take = (count: number): boolean => {
    taken += count;
    load.bytes += count;
    return load.bytes <= limits.inFlightBytes || load.bytes === taken;
  };
  let gaveUp = false;
  const slow = setTimeout(() => {
    gaveUp = true;
    refuse({ status: 408, message: `The body took more than ${limits.readMs} ms`, close: true });
  }, limits.readMs);
  try {
    const body = await readBody(req, limits.wireBytes, take);
    clearTimeout(slow);
    if (body === null || gaveUp) return;
    if (!body.ok) return refuse(body.error === "crowded" ? busy : body.error);
    const unpacked = await unpackBody(body.value, req.headers["content-encoding"], limits.bodyBytes);
    if (!unpacked.ok) return refuse(unpacked.error);
    if (!take(unpacked.value.byteLength) || receiver.backlog() > limits.backlogSpans) return refuse(busy);
    const decoded = encoding === "json" ? decodeOtlpJson(unpacked.value) : decodeOtlpProtobuf(unpacked.value);
    if (!decoded.ok) return refuse({ status: 400, message: decoded.error.message });
    try {
      await receiver.append(decoded.value.spans, receiver.clock());
    } catch (reason) {
      receiver.log(`otlp: spans could not be stored: ${reason instanceof Error ? reason.message : String(reason)}`);
      return refuse({ status: 503, message: "The spans could not be stored; send them again", headers: RETRY_AFTER });
    }
    answerAccepted(res, encoding, decoded.value.rejected, decoded.value.rejectedReasons);
  } finally {
    clearTimeout(slow);
    load.bytes -= taken;
  }
}

const busy: Refusal = { status: 429, message: "Loupe cannot keep up; send again later", headers: RETRY_AFTER };

function encodingOf(req: IncomingMessage): Encoding | null {
  const type = (req.headers["content-type"] ?? "").split(";")[0]!.trim().toLowerCase();
  if (type === "application/json") return "json";
  return type === "application/x-protobuf" || type === "application/protobuf" ? "protobuf" : null;
}

/** How much of a refused body is read away: a client that is still sending would meet a reset connection instead of the answer. */
const DRAINED_BYTES = 256 * 1024 * 1024;
const DRAIN_MS = 10_000;

function refuseAndDrain(req: IncomingMessage, res: ServerResponse, encoding: Encoding, refusal: Refusal): void {
  const unread = !req.complete;
  answerRefused(res, encoding, refusal);
  if (!unread || refusal.close) return;
  let left = DRAINED_BYTES;
  const end = () => req.socket.destroy();
  const timer = setTimeout(end, DRAIN_MS);
  timer.unref();
  req.removeAllListeners("data");
  req.on("data", (chunk: Buffer) => {
    left -= chunk.length;
    if (left < 0) end();
  });
  req.on("close", () => clearTimeout(timer));
  req.on("error", () => {});
  req.resume();
}
