// Orders that never were, for the gallery and the bench; the same at every run.

import type { UnixMs } from "#lib/base/time";
import { nsToMs, unixNs } from "#lib/base/time";
import type { Waterfall } from "#lib/contract/waterfall";
import { buildWaterfall } from "#lib/contract/waterfall-build";
import type { ExecutionWithStates } from "#lib/contract/waterfall-execution";
import { readTraces } from "#lib/trace/notation";
import type { Span, Trace } from "#lib/trace/span";
import { PRICE_CHAIN, sampleExecution } from "./sample-execution.ts";
import { makeLargeOrder } from "./sample-large.ts";

export const SAMPLE_CASES = ["stuck", "failed-spans", "skewed", "one", "none", "10k", "100k"] as const;
export type SampleCase = (typeof SAMPLE_CASES)[number];

export function makeSample(name: SampleCase): Waterfall {
  if (name === "10k") return plain(makeLargeOrder(10_000));
  if (name === "100k") return plain(makeLargeOrder(100_000));
  if (name === "none") return plain([]);
  if (name === "one") return plain(readTraces("mes-api@h-1  GET /orders  server  0ms  41ms  order_id=48213"));
  if (name === "skewed") return skewed();
  if (name === "failed-spans") return plain(readTraces(FAILED), true);
  return stuck();
}

function plain(traces: readonly Trace[], partial = false): Waterfall {
  const warnings = partial ? ["jaeger-2 did not answer"] : [];
  return buildWaterfall({ orderId: "48213", traces, nowMs: null, chains: [], executions: [], criticalSpans: longest, partial, warnings });
}

/** Good enough for a picture: the path through the child that ends last. */
function longest(trace: Trace): ReadonlySet<Span> {
  const path = new Set<Span>();
  let at = trace.spans.find((span) => span.parentSpanId === null);
  while (at) {
    path.add(at);
    const id = at.spanId;
    const children = trace.spans.filter((span) => span.parentSpanId === id && !path.has(span));
    at = children.sort((a, b) => b.startNs + b.durationNs - a.startNs - a.durationNs)[0];
  }
  return path;
}

const SELECTS = Array.from(
  { length: 24 },
  (_, i) => `    mes-db       SELECT prices             client    ${5970 + i * 32}ms  ${20 + ((i * 7) % 13)}ms  db.system.name=postgresql`,
).join("\n");

/** The order of the design's picture. */
const STUCK = `
trace 4bf92f
mes-api@h-1      POST /orders/{id}/price   server       0ms 6720ms  order_id=48213 #price
  mes-api@h-1    middleware - auth         internal     2ms    3ms  express.type=middleware
  mes-api@h-1    load order                internal    70ms   90ms
    mes-db       SELECT orders             client     110ms   41ms  db.system.name=postgresql
  mes-api@h-1    GET model.stl             client     500ms 4210ms #model
    3d-storage   GET /models/{id}          server     560ms 4180ms
  mes-api@h-1    CalculatePrice            internal  4760ms 2110ms
    mes-api@h-1  slice mesh                internal  4810ms 1100ms
${SELECTS}
  mes-api@h-1    price-calculated publish  producer  6880ms   21ms  messaging.destination.name=price-calculated messaging.system=rabbitmq messaging.message.id=7f2c91 #publish

trace a91c02
seller-client    POST /orders              client    -42s   1200ms  order_id=48213
  mes-api@h-2    POST /orders              server    -41.96s  900ms
    mes-db       INSERT orders             client    -41.9s  110ms  db.system.name=postgresql
    mes-api@h-2  order-created publish     producer  -41.4s   18ms  messaging.destination.name=order-created messaging.system=rabbitmq #created

trace 77e05d
crm-api@h-3      order-created process     consumer  -40.5s  310ms  -> a91c02/created
  crm-db         INSERT orders             client    -40.4s  120ms  db.system.name=postgresql
`;

const FAILED = `
trace f1
mes-api@h-1      POST /orders/{id}/price   server       0ms 60400ms  order_id=48213 !timeout
  mes-api@h-1    load order                internal    70ms   90ms
  mes-api@h-1    GET model.stl             client     500ms 59500ms !timeout
    3d-storage   GET /models/{id}          server     560ms 300ms
  mes-api@h-1    report failure            client   60100ms 200ms  !error "connection refused"
crm-api          lost in the post          internal  2s  900ms  parent=?
`;

const SKEWED = `
trace 5c
mes-api@h-1      order-created publish     producer  0ms     20ms  messaging.destination.name=order-created messaging.system=rabbitmq
  crm-api@h-9    order-created process     consumer  -3200ms 310ms
    crm-db       INSERT orders             client    -3100ms 120ms  db.system.name=postgresql
`;

function skewed(): Waterfall {
  const offsetNs = (service: string): number => (service === "crm-api" || service === "crm-db" ? -4.1e9 : 0);
  return buildWaterfall({ orderId: "48213", traces: readTraces(SKEWED), nowMs: null, chains: [], executions: [], offsetNs });
}

function stuck(): Waterfall {
  const traces = readTraces(STUCK);
  const price = traces.find((trace) => trace.spans.some((span) => span.name === "CalculatePrice"))!;
  const end = nsToMs(unixNs(price.startUnixNs + BigInt(price.durationNs)));
  const executions: readonly ExecutionWithStates[] = [
    sampleExecution(price, ["POST /orders/{id}/price", "GET model.stl", "CalculatePrice", "price-calculated publish"]),
  ];
  return buildWaterfall({
    orderId: "48213",
    traces,
    nowMs: (end + 37 * 60_000) as UnixMs,
    chains: [PRICE_CHAIN],
    executions,
    criticalSpans: longest,
    usual: [
      { service: "mes-api", operation: "CalculatePrice", fromNs: 4e8, toNs: 7e8 },
      { service: "mes-api", operation: "GET model.stl", fromNs: 3e9, toNs: 4.4e9 },
      { service: "mes-api", operation: "POST /orders/{id}/price", fromNs: 4e9, toNs: 6e9 },
    ],
  });
}
