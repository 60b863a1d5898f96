import assert from "node:assert/strict";
import { test } from "node:test";
import { unixMs } from "#lib/base/time";
import type { TraceQuery } from "#lib/trace/search";
import { type OpenFresh, using } from "./fresh-store.ts";
import type { SpanStore } from "./span-store.ts";
import { BASE_MS, spanOf, traceIdOf } from "./spans-for-tests.ts";

const NOW = unixMs(BASE_MS + 1_000);
const MINUTE = 60_000;

async function found(spans: SpanStore, query: Omit<TraceQuery, "limit">): Promise<readonly number[]> {
  const { items, partial } = await spans.search({ ...query, limit: 100 });
  assert.equal(partial, false);
  return items.map((item) => Number.parseInt(item.traceId, 16));
}

/** Trace 1: CRM API asks MES API, which fails. Trace 2: the same goes well. Trace 3: storage alone, timed out, an hour before. */
async function fill(spans: SpanStore): Promise<void> {
  await spans.append(
    [
      spanOf({ trace: 1, id: 1, service: "crm-api", name: "ConfirmOrder", durationMs: 100, attributes: { user_id: "u1", order_id: "A" } }),
      spanOf({ trace: 1, id: 2, parent: 1, service: "mes-api", name: "Write", failed: true, attributes: { "http.route": "/x" } }),
      spanOf({
        trace: 2,
        id: 1,
        service: "crm-api",
        name: "ConfirmOrder",
        startMs: BASE_MS + 2 * MINUTE,
        attributes: { user_id: "u2", n: 7 },
      }),
      spanOf({ trace: 2, id: 2, parent: 1, service: "mes-api", name: "Write", startMs: BASE_MS + 2 * MINUTE, resource: { zone: "b" } }),
      spanOf({
        trace: 3,
        service: "storage",
        name: "GetModel",
        startMs: BASE_MS - 60 * MINUTE,
        durationMs: 60_000,
        failed: true,
        attributes: { "error.type": "timeout", "http.route": "/x" },
      }),
    ],
    NOW,
  );
}

export function searchContract(openFresh: OpenFresh): void {
  test(
    "search by service, operation, status, duration and time, newest start first",
    using(openFresh, async ({ spans }) => {
      await fill(spans);
      assert.deepEqual(await found(spans, {}), [2, 1, 3]);
      assert.deepEqual(await found(spans, { service: "mes-api" }), [2, 1]);
      assert.deepEqual(await found(spans, { operation: "GetModel" }), [3]);
      assert.deepEqual(await found(spans, { service: "crm-api", operation: "Write" }), []);
      assert.deepEqual(await found(spans, { status: "error" }), [1]);
      assert.deepEqual(await found(spans, { status: "timeout" }), [3]);
      assert.deepEqual(await found(spans, { service: "crm-api", status: "error" }), []);
      assert.deepEqual(await found(spans, { service: "mes-api", status: "success" }), [2]);
      assert.deepEqual(await found(spans, { minDurationMs: 100 }), [1, 3]);
      assert.deepEqual(await found(spans, { maxDurationMs: 99.9 }), [2]);
      assert.deepEqual(await found(spans, { from: unixMs(BASE_MS) }), [2, 1]);
      assert.deepEqual(await found(spans, { from: unixMs(BASE_MS), to: unixMs(BASE_MS + 2 * MINUTE) }), [1]);
      assert.deepEqual(await found(spans, { service: "mes-api", to: unixMs(BASE_MS + 2 * MINUTE) }), [1]);
      assert.deepEqual(await found(spans, { service: "MES-API" }), []);
      assert.deepEqual(await found(spans, { orderId: "A", status: "error" }), [1]);
    }),
  );

  test(
    "search by attributes: indexed or not, of spans or their resource, numbers by their text, all must hold",
    using(openFresh, async ({ spans }) => {
      await fill(spans);
      const by = (...pairs: readonly (readonly [string, string])[]) =>
        found(spans, { attributes: pairs.map(([key, value]) => ({ key, value })) });
      assert.deepEqual(await by(["user_id", "u1"]), [1]);
      assert.deepEqual(await by(["http.route", "/x"]), [1, 3]);
      assert.deepEqual(await by(["http.route", "/x"], ["user_id", "u1"]), [1]);
      assert.deepEqual(await by(["http.route", "/x"], ["user_id", "u2"]), []);
      assert.deepEqual(await by(["n", "7"]), [2]);
      assert.deepEqual(await by(["zone", "b"]), [2]);
      assert.deepEqual(await by(["zone", "c"]), []);
      assert.deepEqual(await by(["order_id", "A"]), [1]);
      assert.deepEqual(await by(["order_id", "A"], ["user_id", "u2"]), []);
      assert.deepEqual(await by(["order.id", "A"]), [], "found under one key, not held under another");
    }),
  );

  test(
    "a summary tells root, counts, services and orders, whatever order the spans came in",
    using(openFresh, async ({ spans }) => {
      await spans.append(
        [spanOf({ trace: 9, id: 2, parent: 1, service: "mes-api", name: "Late", startMs: BASE_MS + 5, failed: true })],
        NOW,
      );
      await spans.append(
        [spanOf({ trace: 9, id: 1, service: "crm-api", name: "Root", startMs: BASE_MS - 3 * MINUTE, attributes: { order_id: "Z" } })],
        NOW,
      );
      const { items } = await spans.search({ limit: 5 });
      const { services, ...rest } = items[0]!;
      assert.deepEqual([...services].sort(), ["crm-api", "mes-api"]);
      assert.deepEqual(rest, {
        traceId: traceIdOf(9),
        rootService: "crm-api",
        rootOperation: "Root",
        startedAt: BASE_MS - 3 * MINUTE,
        durationMs: 3 * MINUTE + 15,
        spanCount: 2,
        errorCount: 1,
        orderIds: ["Z"],
        source: "embedded",
      });
      // The start moved to another minute: the trace is found there, and once.
      assert.deepEqual(await found(spans, { service: "mes-api", to: unixMs(BASE_MS) }), [9]);
      assert.deepEqual(await found(spans, { service: "mes-api" }), [9]);
    }),
  );

  test(
    "pages follow each other without a gap or a repeat, equal starts included",
    using(openFresh, async ({ spans }) => {
      const all = Array.from({ length: 57 }, (_, at) => spanOf({ trace: 1 + at, startMs: BASE_MS + Math.floor(at / 10) * 20_000 }));
      await spans.append(all, NOW);
      for (const query of [{}, { service: "crm-api" }]) {
        const seen: string[] = [];
        let cursor: string | undefined;
        do {
          const page = await spans.search({ ...query, limit: 10, cursor });
          assert.ok(page.items.length <= 10);
          seen.push(...page.items.map((item) => item.traceId));
          cursor = page.nextCursor ?? undefined;
        } while (cursor);
        assert.equal(seen.length, 57);
        assert.equal(new Set(seen).size, 57);
      }
      await assert.rejects(spans.search({ limit: 1, cursor: "nonsense" }), RangeError);
    }),
  );

  test(
    "a search that stops early says so and can be gone on with",
    using(
      openFresh,
      async ({ spans }) => {
        await spans.append(
          Array.from({ length: 50 }, (_, at) => spanOf({ trace: 1 + at, attributes: { rare: at === 0 ? "yes" : "no" } })),
          NOW,
        );
        const first = await spans.search({ attributes: [{ key: "rare", value: "yes" }], limit: 5 });
        assert.equal(first.partial, true);
        assert.equal(first.warnings.length, 1);
        let page = first;
        const items = [...first.items];
        while (page.nextCursor) {
          page = await spans.search({ attributes: [{ key: "rare", value: "yes" }], limit: 5, cursor: page.nextCursor });
          items.push(...page.items);
        }
        assert.equal(items.length, 1);
        assert.equal(page.partial, false);
      },
      { mostSpans: 20 },
    ),
  );
}
