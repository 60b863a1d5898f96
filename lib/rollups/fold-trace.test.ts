import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { defaultChains } from "../chains/load.ts";
import { arbitrarySpans } from "../trace/arbitrary-trace.ts";
import { buildTrace } from "../trace/build-trace.ts";
import { NOTATION_BASE, readTraces, tracedAs } from "../trace/notation.ts";
import type { Trace } from "../trace/span.ts";
import type { Cell } from "./cell.ts";
import { COVER } from "./cover.ts";
import { createDelta, type Delta } from "./delta.ts";
import { countedId, type FoldContext, foldTrace } from "./fold-trace.ts";
import { createNameBook, OTHER_SERVICES } from "./name-book.ts";

const { orderKeys, userKeys, peers } = defaultChains();
const contextOf = (delta: Delta): FoldContext => ({ delta, names: createNameBook(), orderKeys, userKeys, peers });

/** Delivers one after the other, as a scan would, and says what was counted. */
function fold(...deliveries: readonly Trace[]): Delta {
  const delta = createDelta();
  const context = contextOf(delta);
  const counted = new Map<string, Set<string>>();
  for (const trace of deliveries) {
    const known = counted.get(trace.traceId) ?? new Set();
    for (const id of foldTrace(context, trace, known)) known.add(id);
    counted.set(trace.traceId, known);
  }
  return delta;
}

const MINUTE = NOTATION_BASE / 60_000;
const describe = (cell: Cell) => `${cell.count} ${cell.errors} ${cell.timeouts}`;
const read = (delta: Delta, kinds: readonly string[]): readonly string[] =>
  [...delta.series.values()]
    .filter(({ key }) => kinds.includes(key.kind))
    .flatMap(({ key, minutes }) =>
      [...minutes].map(([minute, cell]) => `${key.kind} ${key.a} ${key.b} +${minute - MINUTE}: ${describe(cell)}`),
    )
    .sort();

const DRAWN = `
trace a1
mes-api@2      POST /orders/{id}/price  server      0ms  900ms  order_id=48213
  mes-api@2    GET                      client     90ms  320ms  peer.service=3d-storage
    storage-3d GET model                server    100ms  300ms
  mes-api@2    price publish            producer  600ms   20ms  messaging.destination.name=price.calculated
    crm-api    price process            consumer     70s   80ms  messaging.destination.name=price.calculated !error
      crm-api  UPDATE                   client    70.01s   20ms  db.system.name=postgresql db.operation.name=UPDATE db.collection.name=orders !timeout
`;

test("spans count in the minute of their start: by service, operation, call, database and queue, errors and timeouts apart", () => {
  const delta = fold(...readTraces(DRAWN));
  assert.deepEqual(read(delta, ["service", "edge", "called", "database", "published", "consumed", "queued"]), [
    "called mes-api storage-3d +0: 1 0 0",
    "consumed crm-api price.calculated +1: 1 1 0",
    "database crm-api postgresql|UPDATE orders +1: 1 0 1",
    "edge mes-api crm-api +1: 1 1 0",
    "edge mes-api storage-3d +0: 1 0 0",
    "published mes-api price.calculated +0: 1 0 0",
    "queued  price.calculated +1: 1 0 0",
    "service crm-api  +1: 1 1 0",
    "service mes-api  +0: 1 0 0",
    "service storage-3d  +0: 1 0 0",
  ]);
  assert.equal(read(delta, ["operation"]).length, 6);
  const queued = [...delta.series.values()].find(({ key }) => key.kind === "queued")!;
  assert.equal([...queued.minutes.values()][0]!.sketch.seconds, 69);
});

test("delivered again, whole, nothing is counted again", () => {
  const [trace] = readTraces(DRAWN);
  const once = fold(trace!);
  assert.deepEqual(
    read(fold(trace!, trace!, trace!), ["service", "operation", "edge", "cover"]),
    read(once, ["service", "operation", "edge", "cover"]),
  );
});

/** Everything of a delta, in an order of its own; exemplars, which are a choice, left out. */
const all = (delta: Delta) =>
  [...delta.series]
    .flatMap(([text, { minutes }]) =>
      [...minutes].map(([minute, { count, errors, timeouts, sketch, tally }]) => ({
        ...{ text, minute, count, errors, timeouts, sum: [sketch.seconds, sketch.nanos] },
        buckets: [...sketch.buckets].sort((a, b) => a[0] - b[0]),
        tally: Array.from({ length: 11 }, (_, at) => tally[at] ?? 0),
      })),
    )
    .filter(({ count, tally }) => count !== 0 || tally.some((one) => one !== 0))
    .sort((a, b) => (a.text === b.text ? a.minute - b.minute : a.text < b.text ? -1 : 1));

test("in whatever pieces a trace arrives, the same is counted as when it comes at once", () => {
  fc.assert(
    fc.property(arbitrarySpans, fc.array(fc.nat(5), { maxLength: 40 }), (drawn, arrival) => {
      // One span an id: of two that share one, which is the parent depends on who comes first.
      const spans = [...new Map(drawn.map((span) => [span.spanId, span])).values()];
      if (spans.length === 0) return;
      const deliveries = [0, 1, 2, 3, 4, 5].flatMap((until) => {
        const there = spans.filter((_, at) => (arrival[at] ?? 0) <= until);
        return there.length === 0 ? [] : [buildTrace(tracedAs("t"), there)];
      });
      assert.deepEqual(all(fold(...deliveries)), all(fold(buildTrace(tracedAs("t"), spans))));
    }),
    { numRuns: 300 },
  );
});

test("spans as odd as can be are counted, each once, with no negative anywhere", () => {
  fc.assert(
    fc.property(arbitrarySpans, (spans) => {
      if (spans.length === 0) return;
      const trace = buildTrace(tracedAs("t"), spans);
      const half = buildTrace(tracedAs("t"), spans.slice(0, Math.ceil(spans.length / 2)));
      const delta = fold(half, trace);
      const cells = [...delta.series.values()]
        .filter(({ key }) => key.kind === "operation")
        .flatMap(({ minutes }) => [...minutes.values()]);
      const distinct = new Set(trace.spans.map(countedId)).size;
      assert.equal(
        cells.reduce((sum, cell) => sum + cell.count, 0),
        distinct,
      );
      const orphans = [...delta.series.values()].filter(({ key }) => key.kind === "cover").flatMap(({ minutes }) => [...minutes.values()]);
      assert.ok(orphans.reduce((sum, cell) => sum + (cell.tally[COVER.orphans] ?? 0), 0) >= 0);
    }),
  );
});

test("a million names cost what a few hundred do, every sum stays exact, and who keeps coming gets a place", () => {
  const delta = createDelta();
  const context = contextOf(delta);
  const [template] = readTraces("mes-api GET server 0ms 5ms");
  const span = template!.spans[0]!;
  const MANY = 200_000;
  for (let at = 0; at < MANY; at++) {
    const name = at % 50 === 49 ? "GET /late-but-often" : `GET /orders/${at}`;
    const spanId = at.toString(16).padStart(16, "0") as typeof span.spanId;
    foldTrace(context, { ...template!, spans: [{ ...span, name, spanId }] }, new Set());
  }
  const operations = [...delta.series.values()].filter(({ key }) => key.kind === "operation");
  assert.ok(operations.length <= 200, `${operations.length}`);
  const count = (kinds: readonly string[]) =>
    [...delta.series.values()]
      .filter(({ key }) => kinds.includes(key.kind))
      .flatMap(({ minutes }) => [...minutes.values()])
      .reduce((sum, cell) => sum + cell.count, 0);
  assert.equal(count(["operation", "others"]), MANY);
  assert.equal(count(["service"]), MANY);
  const often = operations.find(({ key }) => key.b === "GET /late-but-often");
  assert.ok(often && [...often.minutes.values()][0]!.count > 3_900);
});

test("ten thousand service names end in one that is called others", () => {
  const delta = createDelta();
  const context = contextOf(delta);
  const [template] = readTraces("mes-api GET server 0ms 5ms");
  const span = template!.spans[0]!;
  for (let at = 0; at < 10_000; at++) {
    const resource = { ...span.resource, service: `pod-${at}` };
    const spanId = at.toString(16).padStart(16, "0") as typeof span.spanId;
    foldTrace(context, { ...template!, spans: [{ ...span, resource, spanId }] }, new Set());
  }
  const services = [...delta.series.values()].filter(({ key }) => key.kind === "service");
  assert.equal(services.length, 2_001);
  assert.ok(services.some(({ key }) => key.a === OTHER_SERVICES));
});

test("a far past, a far future and times before 1970's clocks are minutes like any other", () => {
  for (const startUnixNs of [0n, 1n, 2n ** 64n - 1n] as unknown as readonly Trace["startUnixNs"][]) {
    const [template] = readTraces("mes-api GET server 0ms 5ms");
    const minutes = [...fold({ ...template!, startUnixNs }).series.values()].flatMap((series) => [...series.minutes.keys()]);
    assert.ok(minutes.every((minute) => minute === Number(BigInt(startUnixNs) / 60_000_000_000n)));
  }
});
