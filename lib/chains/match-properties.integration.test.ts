import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { readTraces, tracedAs } from "#lib/trace/notation";
import type { Span, SpanId, Trace, TraceId } from "#lib/trace/span";
import { drawConfirmation, drawCreation, drawPrice } from "./drawn-orders.ts";
import type { Execution } from "./execution.ts";
import { defaultChains } from "./load.ts";
import { matchChains } from "./match.ts";

const chains = defaultChains();
const match = (traces: readonly Trace[]): readonly Execution[] => matchChains({ traces, orderId: "48213", chains });

const joins = fc.constantFrom("parent", "link", "message-id", "order-id" as const);
/** A whole order, each chain joined in its own way, sometimes priced twice. */
const orders: fc.Arbitrary<readonly Trace[]> = fc
  .record({ created: joins, priced: joins, confirmed: joins, wait: fc.nat(900_000), again: fc.boolean() })
  .map(({ created, priced, confirmed, wait, again }) =>
    readTraces(
      [
        drawCreation({ join: created, wait }),
        drawPrice({ join: priced, at: 1_000_000, wait }),
        ...(again ? [drawPrice({ join: priced, trace: "p2", at: 2_000_000, wait })] : []),
        drawConfirmation({ join: confirmed, at: 3_000_000 }),
      ].join("\n\n"),
    ),
  );

const withSpans = (trace: Trace, spans: readonly Span[]): Trace => ({ ...trace, spans });

test("traces and spans in any order give the same executions", () => {
  fc.assert(
    fc.property(orders, fc.infiniteStream(fc.nat()), (traces, random) => {
      const shuffle = <T>(items: readonly T[]): readonly T[] =>
        items
          .map((item) => ({ item, key: random.next().value as number }))
          .sort((a, b) => a.key - b.key)
          .map(({ item }) => item);
      const shuffled = shuffle(traces).map((trace) => withSpans(trace, shuffle(trace.spans)));
      assert.deepEqual(match(shuffled), match(traces));
    }),
    { numRuns: 60 },
  );
});

test("every span and every trace twice changes nothing", () => {
  fc.assert(
    fc.property(orders, (traces) => {
      const doubled = [...traces, ...traces].map((trace) => withSpans(trace, [...trace.spans, ...trace.spans]));
      assert.deepEqual(match(doubled), match(traces));
    }),
    { numRuns: 40 },
  );
});

const isSound = (executions: readonly Execution[]): void => {
  assert.equal(new Set(executions.map((one) => one.id)).size, executions.length, "ids are unique");
  for (const one of executions) {
    assert.ok(one.steps.some((step) => step !== null));
    assert.ok(Number.isFinite(one.startedMs) && one.lastActivityMs >= one.startedMs);
    for (const step of one.steps) {
      if (!step) continue;
      assert.ok(step.waitMs === null || step.waitMs >= 0, "no wait is negative");
      assert.ok(step.deliveries.length > 0);
      assert.ok(step.inferred || step.deliveries.some((delivery) => delivery.spanId === step.spanId && delivery.traceId === step.traceId));
      assert.ok(one.traceIds.includes(step.traceId));
      const starts = step.deliveries.map((delivery) => delivery.startMs);
      assert.deepEqual(
        starts,
        [...starts].sort((a, b) => a - b),
      );
    }
  }
};

test("whatever spans are lost: sound executions, and never more attempts than there were", () => {
  fc.assert(
    fc.property(orders, fc.infiniteStream(fc.boolean()), (traces, keep) => {
      const left = traces
        .map((trace) =>
          withSpans(
            trace,
            trace.spans.filter(() => keep.next().value as boolean),
          ),
        )
        .filter((trace) => trace.spans.length > 0);
      const found = match(left);
      isSound(found);
      assert.ok(found.filter((one) => one.chainId === "order-creation").length <= 1);
      assert.ok(found.filter((one) => one.chainId === "price-calculation").length <= 2);
    }),
    { numRuns: 200 },
  );
});

const words = [
  "orders receive",
  "publish orders",
  "CalculatePrice",
  "CreateOrder",
  "POST /orders",
  "price.calculated.dlq receive",
  "insert",
  "heartbeat",
];
const attributes = fc
  .dictionary(
    fc.constantFrom(
      "order_id",
      "operation_name",
      "messaging.message.id",
      "messaging.destination",
      "messaging.operation",
      "http.route",
      "http.request.method",
      "db.system",
      "db.statement",
      "error.type",
      "server.address",
      "peer.service",
    ),
    fc.oneof(
      fc.constantFrom<string | number | boolean | null>(
        "48213",
        "48214",
        "ApplyPrice",
        "receive",
        "m-1",
        "order.created",
        "/orders/1/price",
        "insert into x",
        "storage-3d",
        23,
        true,
        null,
      ),
      fc.string({ maxLength: 8 }),
    ),
    { maxKeys: 6 },
  )
  .map((made) => Object.assign(Object.create(null), made));

const spanIds = fc.integer({ min: 1, max: 12 }).map((n) => n.toString(16).padStart(16, "0") as SpanId);
const traceIds = fc.constantFrom("a", "b", "c").map((name) => tracedAs(name) as TraceId);
const garbage: fc.Arbitrary<readonly Trace[]> = fc
  .uniqueArray(
    fc.record({
      traceId: traceIds,
      spans: fc.array(
        fc.record({
          spanId: spanIds,
          parentSpanId: fc.option(spanIds, { nil: null }),
          name: fc.constantFrom(...words),
          kind: fc.constantFrom("internal", "server", "client", "producer", "consumer", "unspecified" as const),
          durationNs: fc.oneof(fc.nat(), fc.constantFrom(0, 3.2e16, 1e300)),
          status: fc.constantFrom({ code: "unset", message: null }, { code: "error", message: "timeout" } as const),
          attributes,
          links: fc.array(fc.record({ traceId: traceIds, spanId: spanIds, attributes: fc.constant({}) }), { maxLength: 2 }),
          service: fc.constantFrom("mes-api", "crm-api", "crm", "mes", "seller-client", "storage-3d", ""),
          startNs: fc.oneof(fc.nat(), fc.constantFrom(0, 9e15)),
          traceState: fc.constantFrom(null, "ot=th:e6", "ot=th:zz", ",,,ot="),
          receivedAt: fc.constant(null),
        }),
        { maxLength: 14 },
      ),
    }),
    { selector: (trace) => trace.traceId, maxLength: 3 },
  )
  .map((traces) =>
    traces.map(
      ({ traceId, spans }): Trace => ({
        traceId,
        startUnixNs: 1_767_225_600_000_000_000n as Trace["startUnixNs"],
        durationNs: 1e9,
        warnings: [],
        spans: spans.map(({ service, ...span }) => ({
          ...span,
          traceId,
          events: [],
          resource: { service, instance: null, version: null, attributes: {} },
          scope: { name: "", version: null },
        })),
      }),
    ),
  );

test("no garbage makes it throw, loop or contradict itself: cycles, shared ids, self-parents, links to nowhere", () => {
  fc.assert(
    fc.property(garbage, (traces) => {
      isSound(match(traces));
      isSound(matchChains({ traces, orderId: null, chains }));
    }),
    { numRuns: 600 },
  );
});

test("a deep line and a broad bush of a hundred thousand spans are matched to the end", () => {
  const template = readTraces(drawPrice())[0]!;
  const grow = (parentOf: (i: number) => number): Trace => {
    const id = (i: number) => (i + 1).toString(16).padStart(16, "0") as SpanId;
    const spans = Array.from({ length: 100_000 }, (_, i): Span => {
      const base = template.spans[i % template.spans.length]!;
      return { ...base, spanId: id(i), parentSpanId: i === 0 ? null : id(parentOf(i)), startNs: i * 1000, links: [] };
    });
    return withSpans(template, spans);
  };
  isSound(match([grow((i) => i - 1)]));
  isSound(match([grow((i) => Math.floor(i / 50))]));
});
