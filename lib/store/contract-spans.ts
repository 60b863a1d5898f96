import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { unixMs, unixNs } from "#lib/base/time";
import { emptyAttributes } from "#lib/trace/decoded-spans";
import type { ArrivingSpan, Attributes, AttributeValue } from "#lib/trace/span";
import { type OpenFresh, using } from "./fresh-store.ts";
import { BASE_MS, STRANGE_IDS, spanOf, traceIdOf } from "./spans-for-tests.ts";

const NOW = unixMs(BASE_MS + 1_000);

export function spansContract(openFresh: OpenFresh): void {
  test(
    "a span comes back exactly as it was appended",
    using(openFresh, async ({ spans }) => {
      const attributes: Attributes = Object.assign(emptyAttributes(), {
        text: "é\u0000💍",
        lone: "\ud800",
        int: 9_007_199_254_740_993n,
        float: 0.1,
        minusZero: -0,
        nan: Number.NaN,
        infinite: Number.POSITIVE_INFINITY,
        bytes: new Uint8Array([0, 255, 7]),
        nothing: null,
        list: ["a", 1, true, null, [2n]],
        map: Object.assign(emptyAttributes(), { $i: "no mark", nested: Object.assign(emptyAttributes(), { deep: 1n }) }),
      });
      Object.defineProperty(attributes, "__proto__", { value: "a key", enumerable: true, configurable: true, writable: true });
      const span: ArrivingSpan = {
        ...spanOf({ id: 5, parent: 4 }),
        startUnixNs: unixNs(18_446_744_073_709_551_000n),
        durationNs: 12_345.0,
        kind: "consumer",
        status: { code: "error", message: "bad\u0000" },
        attributes,
        events: [{ name: "exception", timeUnixNs: unixNs(1n), attributes }],
        links: [{ traceId: traceIdOf(9), spanId: spanOf({ id: 3 }).spanId, attributes }],
        traceState: "ot=th:8",
      };
      await spans.append([span], NOW);
      const trace = (await spans.getTraces([span.traceId])).get(span.traceId)!;
      const { startNs, receivedAt, ...kept } = trace.spans[0]!;
      const { startUnixNs, ...sent } = span;
      assert.equal(trace.startUnixNs, startUnixNs);
      assert.equal(startNs, 0);
      assert.equal(receivedAt, NOW);
      assert.deepEqual(kept, sent);
      assert.ok(!("toString" in kept.attributes));
    }),
  );

  test(
    "any attribute value survives",
    using(openFresh, async ({ spans }) => {
      const { value } = fc.letrec<{ value: AttributeValue }>((tie) => ({
        value: fc.oneof(
          { depthSize: "small" },
          fc.string({ unit: "binary" }),
          fc.double(),
          fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
          fc.boolean(),
          fc.constant(null),
          fc.uint8Array({ maxLength: 20 }),
          fc.array(tie("value"), { maxLength: 4 }),
          fc
            .dictionary(fc.string(), tie("value"), { maxKeys: 3, noNullPrototype: false })
            .map((map) => Object.assign(emptyAttributes(), map)),
        ),
      }));
      let trace = 100;
      await fc.assert(
        fc.asyncProperty(value, async (any) => {
          const span = spanOf({ trace: ++trace, attributes: { any } });
          await spans.append([span], NOW);
          const kept = (await spans.getTraces([span.traceId])).get(span.traceId)!;
          assert.deepEqual(kept.spans[0]!.attributes["any"], any);
        }),
        { numRuns: 60 },
      );
    }),
  );

  test(
    "an exact duplicate is kept once, in one batch, in two at once and later; another content under the same id is kept too",
    using(openFresh, async ({ spans }) => {
      const span = spanOf({ id: 1 });
      await Promise.all([spans.append([span, span], NOW), spans.append([span], NOW)]);
      await spans.append([span], unixMs(NOW + 5));
      await spans.append([{ ...span, name: "Other" }], unixMs(NOW + 6));
      const trace = (await spans.getTraces([span.traceId])).get(span.traceId)!;
      assert.deepEqual(trace.spans.map(({ name }) => name).sort(), ["CreateOrder", "Other"]);
      const { items } = await spans.search({ limit: 10 });
      assert.equal(items[0]!.spanCount, 2);
    }),
  );

  test(
    "absent traces are absent, not empty",
    using(openFresh, async ({ spans }) => {
      await spans.append([spanOf({ trace: 1 })], NOW);
      const traces = await spans.getTraces([traceIdOf(1), traceIdOf(2)]);
      assert.deepEqual([...traces.keys()], [traceIdOf(1)]);
      assert.equal((await spans.getTraces([])).size, 0);
    }),
  );

  test(
    "changedAfter walks every trace once, in order of arrival, and again when a late span comes",
    using(openFresh, async ({ spans }) => {
      for (let batch = 0; batch < 5; batch++) {
        await spans.append(
          Array.from({ length: 30 }, (_, at) => spanOf({ trace: 1 + batch * 30 + at })),
          unixMs(NOW + batch),
        );
      }
      const seen: string[] = [];
      let seq = 0;
      for (let caughtUp = false; !caughtUp; ) {
        const page = await spans.changedAfter(seq, 7);
        assert.ok(page.traceIds.length <= 7);
        seen.push(...page.traceIds);
        ({ seq, caughtUp } = page);
      }
      assert.deepEqual(
        seen,
        Array.from({ length: 150 }, (_, at) => traceIdOf(1 + at)),
      );
      await spans.append([spanOf({ trace: 3 })], unixMs(NOW + 99));
      const late = await spans.changedAfter(seq, 7);
      assert.deepEqual([late.traceIds, late.caughtUp, late.receivedUpTo], [[traceIdOf(3)], true, NOW + 99]);
      const none = await spans.changedAfter(late.seq, 7);
      assert.deepEqual([none.traceIds, none.seq, none.caughtUp], [[], late.seq, true]);
    }),
  );

  test(
    "an order is found under any of its keys and any characters, across links in both directions",
    using(
      openFresh,
      async ({ spans }) => {
        for (const [at, orderId] of STRANGE_IDS.entries()) {
          const trace = 1 + at * 10;
          await spans.append(
            [
              spanOf({ trace, attributes: { order_id: orderId }, links: [trace + 1, 999_999] }),
              spanOf({ trace: trace + 1 }),
              spanOf({ trace: trace + 2, links: [trace] }),
              spanOf({ trace: trace + 3, attributes: { "order.id": [orderId] } }),
              spanOf({ trace: trace + 4, attributes: { order_id: `${orderId}!` } }),
            ],
            NOW,
          );
        }
        for (const [at, orderId] of STRANGE_IDS.entries()) {
          const trace = 1 + at * 10;
          assert.deepEqual([...(await spans.tracesOfOrder(orderId))].sort(), [0, 1, 2, 3].map((more) => traceIdOf(trace + more)).sort());
          const { items } = await spans.search({ orderId, limit: 10 });
          assert.deepEqual(
            items.map((item) => item.orderIds),
            [[orderId], [orderId]],
          );
        }
        await spans.append([spanOf({ trace: 5_000, attributes: { order_id: 777n } })], NOW);
        assert.deepEqual(await spans.tracesOfOrder("777"), [traceIdOf(5_000)]);
        assert.deepEqual(await spans.tracesOfOrder("nobody's"), []);
      },
      { orderKeys: ["order_id", "order.id"] },
    ),
  );

  test(
    "retention deletes oldest arrivals first, by age and by bytes, and leaves nothing of them behind",
    using(openFresh, async ({ spans }) => {
      for (let trace = 1; trace <= 500; trace++) {
        // Old in its own time, new in arrival: history loaded today is not old.
        const span = spanOf({ trace, startMs: BASE_MS - trace * 1_000, attributes: { order_id: `o${trace}` }, links: [trace + 1] });
        await spans.append([span, spanOf({ trace, parent: 1 })], unixMs(BASE_MS + trace));
      }
      const all = { maxAgeMs: 1e12, maxBytes: 1e12 };
      assert.deepEqual(await spans.retain(all, NOW), { deletedSpans: 0 });
      const now = unixMs(BASE_MS + 1_000);
      assert.deepEqual(await spans.retain({ ...all, maxAgeMs: 700 }, now), { deletedSpans: 2 * 299 });
      assert.deepEqual(await spans.tracesOfOrder("o299"), []);
      assert.equal((await spans.getTraces([traceIdOf(299), traceIdOf(300)])).size, 1);
      assert.equal((await spans.search({ service: "crm-api", limit: 500 })).items.length, 201);
      assert.equal((await spans.changedAfter(0, 500)).traceIds.length, 201);
      const { deletedSpans } = await spans.retain({ ...all, maxBytes: 60_000 }, now);
      const left = (await spans.search({ limit: 500 })).items;
      assert.ok(deletedSpans > 0 && left.length > 0 && left.length < 201);
      assert.ok(left.some((item) => item.traceId === traceIdOf(500)));
      await spans.append([spanOf({ trace: 1 })], now);
      assert.equal((await spans.getTraces([traceIdOf(1)])).get(traceIdOf(1))!.spans.length, 1);
      await spans.retain({ maxAgeMs: 0, maxBytes: 0 }, unixMs(now + 1));
      assert.deepEqual((await spans.search({ limit: 10 })).items, []);
      const { seq } = await spans.changedAfter(0, 10);
      assert.equal(seq, 0);
      await spans.append([spanOf({ trace: 7 })], now);
      // The sequence goes on: a scanner's cursor from before still finds what comes after.
      assert.ok((await spans.changedAfter(501, 10)).traceIds.length === 1);
    }),
  );

  test(
    "a resource that retention forgot is learnt again",
    using(openFresh, async ({ spans }) => {
      const span = spanOf({ trace: 1, id: 1, service: "rare", resource: { zone: "b" } });
      await spans.append([span, spanOf({ trace: 2, service: "other" })], NOW);
      const later = unixMs(NOW + 36_000_000);
      await spans.append([spanOf({ trace: 3, service: "newest" })], later);
      assert.deepEqual(await spans.retain({ maxAgeMs: 1, maxBytes: 1e12 }, later), { deletedSpans: 2 });
      await spans.append([span], later);
      const kept = (await spans.getTraces([span.traceId])).get(span.traceId)!;
      assert.deepEqual(kept.spans[0]!.resource, span.resource);
    }),
  );

  test(
    "many appenders at once: everything resolved is there, and the backlog falls back to nothing",
    using(openFresh, async ({ spans }) => {
      const appends = Array.from({ length: 60 }, (_, at) =>
        spans.append([spanOf({ trace: 1 + (at % 9) }), spanOf({ trace: 1 + at })], NOW),
      );
      assert.ok(spans.backlog() > 0);
      await Promise.all(appends);
      assert.equal(spans.backlog(), 0);
      const traces = await spans.getTraces(Array.from({ length: 60 }, (_, at) => traceIdOf(1 + at)));
      assert.equal(
        [...traces.values()].reduce((sum, trace) => sum + trace.spans.length, 0),
        120,
      );
    }),
  );
}
