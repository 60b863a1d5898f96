/** Milliseconds for what an order page does with 100,000 spans before it can draw. `npm run bench trace-model` Nothing here can fail. */
import { buildTrace, type ReceivedSpan } from "#lib/trace/build-trace";
import { collectClockObservations } from "#lib/trace/clock-observations";
import { estimateClockOffsets } from "#lib/trace/clock-offset";
import { findCriticalPath } from "#lib/trace/critical-path";
import { encodeOtlpJson } from "#lib/trace/encode-otlp-json";
import { readTrace, tracedAs } from "#lib/trace/notation";
import { operationStatus } from "#lib/trace/operation-status";
import type { SpanId } from "#lib/trace/span";
import { buildTree } from "#lib/trace/tree";

const SPANS = 100_000;
const ROUNDS = 5;
const [call, serve] = readTrace(
  "crm  call  client  0ms  500ms  order_id=1 http.route=/orders\n  crm-api@2  serve  server  2ms  400ms",
).spans;
// Flat strings, as a decoder makes them: a string glued together would be flattened at its first look-up.
const ids = Array.from({ length: SPANS }, (_, i) => Buffer.from((i + 1).toString(16).padStart(16, "0")).toString("latin1") as SpanId);
const arriving: ReceivedSpan[] = Array.from({ length: SPANS }, (_, i) => ({
  ...(i % 2 ? serve! : call!),
  spanId: ids[i]!,
  parentSpanId: i === 0 ? null : ids[i % 2 ? i - 1 : i >> 3]!,
  startUnixNs: (1_795_442_167_827_671_549n + BigInt((i * 7919) % SPANS) * 1_000n) as ReceivedSpan["startUnixNs"],
}));

function measure<T>(name: string, work: () => T): T {
  const times: number[] = [];
  let last = work();
  for (let round = 0; round < ROUNDS; round++) {
    const begin = performance.now();
    last = work();
    times.push(performance.now() - begin);
  }
  console.log(
    `${name.padEnd(20)} ${times
      .sort((a, b) => a - b)
      [ROUNDS >> 1]!.toFixed(1)
      .padStart(8)} ms`,
  );
  return last;
}

const trace = measure("buildTrace (+ tree)", () => buildTrace(tracedAs("t"), arriving));
measure("buildTree", () => buildTree({ spans: [...trace.spans] }));
measure("findCriticalPath", () => findCriticalPath(trace));
measure("operationStatus", () => trace.spans.map(operationStatus));
const observations = measure("clock observations", () => collectClockObservations(trace));
measure("clock offsets", () => estimateClockOffsets(observations));
measure("encodeOtlpJson", () => encodeOtlpJson(trace));
