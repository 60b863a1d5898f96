import assert from "node:assert/strict";
import { test } from "node:test";
import { unixMs } from "#lib/base/time";
import type { JudgedExecution } from "#lib/detector/judgement";
import type { TraceId } from "#lib/trace/span";
import { type OpenFresh, using } from "./fresh-store.ts";
import type { IndexStore, PipelineRound } from "./index-store.ts";
import { BASE_MS, judgedOf, STRANGE_IDS, traceIdOf } from "./spans-for-tests.ts";

const NOTHING: PipelineRound = { sourceId: "s", cursor: null, orders: [], executions: [], state: [] };

const order = (orderId: string, lastMs = BASE_MS, traceIds: readonly TraceId[] = [traceIdOf(1)]) => ({
  orderId,
  traceIds,
  firstMs: unixMs(BASE_MS),
  lastActivityMs: unixMs(lastMs),
});

const round = (change: Partial<PipelineRound>): PipelineRound => ({ ...NOTHING, ...change });
const under = (key: string, ...judged: readonly JudgedExecution[]) => ({ key, judged });

async function walk(list: (cursor?: string) => Promise<{ readonly items: readonly unknown[]; readonly nextCursor: string | null }>) {
  const seen: unknown[] = [];
  let cursor: string | undefined;
  do {
    const page = await list(cursor);
    seen.push(...page.items);
    cursor = page.nextCursor ?? undefined;
  } while (cursor);
  return seen;
}

const ids = async (index: IndexStore, query: Omit<Parameters<IndexStore["listOrders"]>[0], "limit">) =>
  (await walk((cursor) => index.listOrders({ ...query, limit: 2, cursor }))).map((row) => (row as { orderId: string }).orderId);

export function indexContract(openFresh: OpenFresh): void {
  test(
    "a round is kept whole: orders, executions, cursor and the pipeline's documents",
    using(openFresh, async ({ index }) => {
      assert.equal(await index.cursor("s"), null);
      const done = judgedOf({ order: "A", chain: "order-creation" });
      const stuck = judgedOf({ order: "A", state: "stuck", stepId: "crm-api" });
      await index.commit(
        round({
          cursor: "17",
          orders: [order("A")],
          executions: [under("A", done, stuck)],
          state: [{ key: "watermarks", value: "{\u0000}" }],
        }),
      );
      assert.equal(await index.cursor("s"), "17");
      assert.equal(await index.getState("watermarks"), "{\u0000}");
      const kept = (await index.getOrder("A"))!;
      assert.equal(kept.state, "stuck");
      assert.deepEqual(kept.verdict, stuck.judgement.verdict);
      assert.deepEqual(kept.executions, [done, stuck]);
      assert.deepEqual(kept.traceIds, [traceIdOf(1)]);
      assert.deepEqual(await index.executionsOf(["A", "B"]), new Map([["A", [done, stuck]]]));
      await index.commit(round({ cursor: null }));
      assert.equal(await index.cursor("s"), "17");
      assert.equal(await index.getOrder("B"), null);
    }),
  );

  test(
    "a round that fails leaves nothing of itself",
    using(openFresh, async ({ index }) => {
      const broken = { ...judgedOf({ order: "A" }), judgement: { ...judgedOf({ order: "A" }).judgement, verdict: null as never } };
      await assert.rejects(index.commit(round({ cursor: "1", orders: [order("A")], executions: [under("A", broken)] })));
      assert.equal(await index.cursor("s"), null);
      assert.equal(await index.getOrder("A"), null);
    }),
  );

  test(
    "an order's state is the worst of its chains' latest attempts; executions of a key are replaced",
    using(openFresh, async ({ index }) => {
      const failedFirst = judgedOf({ order: "A", attempt: 1, state: "failed" });
      const second = judgedOf({ order: "A", attempt: 2, state: "done" });
      const late = judgedOf({ order: "A", chain: "order-creation", state: "done-late" });
      await index.commit(round({ orders: [order("A")], executions: [under("A", failedFirst, second, late)] }));
      assert.equal((await index.getOrder("A"))!.state, "done-late");
      await index.commit(round({ executions: [under("A", late)] }));
      assert.deepEqual((await index.getOrder("A"))!.executions, [late]);
      // An order that only got another trace keeps what is said of it.
      await index.commit(round({ orders: [order("A", BASE_MS + 5, [traceIdOf(1), traceIdOf(2)])] }));
      const moved = (await index.getOrder("A"))!;
      assert.deepEqual([moved.state, moved.lastActivityMs, moved.traceIds.length], ["done-late", BASE_MS + 5, 2]);
      await index.commit(round({ executions: [under("A")] }));
      assert.deepEqual([(await index.getOrder("A"))!.state, (await index.getOrder("A"))!.verdict], [null, null]);
    }),
  );

  test(
    "any order id is kept, found, listed by its beginning and paged",
    using(openFresh, async ({ index }) => {
      await index.commit(
        round({
          orders: STRANGE_IDS.map((id, at) => order(id, BASE_MS + at)),
          executions: STRANGE_IDS.map((id) => under(id, judgedOf({ order: id }))),
        }),
      );
      for (const id of STRANGE_IDS) {
        assert.equal((await index.getOrder(id))!.orderId, id);
        assert.ok((await ids(index, { prefix: id })).includes(id));
        assert.ok((await ids(index, { prefix: id.slice(0, 3) })).includes(id));
        assert.deepEqual(await ids(index, { prefix: `${id}~` }), []);
      }
      assert.deepEqual(await ids(index, {}), [...STRANGE_IDS].reverse());
      assert.deepEqual(await ids(index, { prefix: "X" }), []);
      assert.deepEqual(await ids(index, { prefix: `${"x".repeat(4_095)}X` }), []);
      assert.deepEqual(await ids(index, { prefix: "%" }), []);
    }),
  );

  test(
    "orders are listed by state, chain and time, newest activity first",
    using(openFresh, async ({ index }) => {
      const put = (id: string, at: number, ...judged: readonly JudgedExecution[]) =>
        index.commit(round({ orders: [order(id, BASE_MS + at)], executions: [under(id, ...judged)] }));
      await put("a1", 1, judgedOf({ order: "a1", state: "stuck" }));
      await put("a2", 2, judgedOf({ order: "a2", state: "done" }), judgedOf({ order: "a2", chain: "order-creation", state: "stuck" }));
      await put("b3", 3, judgedOf({ order: "b3", state: "failed", attempt: 1 }), judgedOf({ order: "b3", attempt: 2 }));
      await put("b4", 3, judgedOf({ order: "b4", state: "failed" }));
      await index.commit(
        round({ orders: [order("b5", BASE_MS + 9)], executions: [under("@x", judgedOf({ order: null, chain: "active-orders" }))] }),
      );
      assert.equal((await ids(index, {})).length, 5);
      assert.deepEqual(await ids(index, { states: ["stuck"] }), ["a2", "a1"]);
      assert.deepEqual((await ids(index, { states: ["stuck", "failed"] })).sort(), ["a1", "a2", "b4"]);
      assert.deepEqual(await ids(index, { states: ["stuck"], chainId: "price-calculation" }), ["a1"]);
      assert.deepEqual(await ids(index, { chainId: "order-creation" }), ["a2"]);
      assert.deepEqual(await ids(index, { chainId: "active-orders" }), []);
      assert.deepEqual(await ids(index, { from: unixMs(BASE_MS + 2), to: unixMs(BASE_MS + 3) }), ["a2"]);
      assert.deepEqual((await ids(index, { prefix: "b" })).sort(), ["b3", "b4", "b5"]);
      assert.deepEqual(await ids(index, { states: [] }), []);
    }),
  );

  test(
    "executions are listed by chain, state, step and time, newest activity first",
    using(openFresh, async ({ index }) => {
      const all = Array.from({ length: 23 }, (_, at) =>
        judgedOf({
          order: `o${at}`,
          chain: at % 2 ? "price-calculation" : "order-creation",
          state: at % 5 === 0 ? "stuck" : "done",
          stepId: at % 5 === 0 ? "crm-api" : null,
          lastMs: BASE_MS + Math.floor(at / 3),
        }),
      );
      await index.commit(round({ executions: all.map((one) => under(one.execution.orderId!, one)) }));
      const list = async (query: Omit<Parameters<IndexStore["listExecutions"]>[0], "limit">) =>
        (await walk((cursor) => index.listExecutions({ ...query, limit: 4, cursor }))) as readonly JudgedExecution[];
      const everything = await list({});
      assert.equal(new Set(everything.map(({ execution }) => execution.id)).size, 23);
      assert.ok(everything.every((one, at) => at === 0 || everything[at - 1]!.execution.lastActivityMs >= one.execution.lastActivityMs));
      assert.equal((await list({ chainId: "order-creation" })).length, 12);
      assert.equal((await list({ states: ["stuck"] })).length, 5);
      assert.equal((await list({ states: ["stuck"], chainId: "order-creation", stepId: "crm-api" })).length, 3);
      assert.equal((await list({ stepId: "mes-api" })).length, 0);
      assert.equal((await list({ from: unixMs(BASE_MS + 1), to: unixMs(BASE_MS + 2) })).length, 3);
    }),
  );

  test(
    "a cursor that was put together by hand is refused before the database sees it",
    using(openFresh, async ({ index }) => {
      await index.commit(round({ orders: [order("A")], executions: [under("A", judgedOf({ order: "A" }))] }));
      const forged = ['["x","y"]', "[null,1]", "[1]", '[1,"\\u0000"]', '[1e999,"x"]', '[1,"\\ud800"]', "{}", "["].map((text) =>
        Buffer.from(text).toString("base64url"),
      );
      for (const cursor of [...forged, "", "%%%"]) {
        await assert.rejects(index.listOrders({ limit: 1, cursor }), RangeError);
        await assert.rejects(index.listExecutions({ limit: 1, cursor }), RangeError);
      }
    }),
  );

  test(
    "what is due comes by its time; what hangs is counted by chain, latest attempts only",
    using(openFresh, async ({ index }) => {
      const due = judgedOf({ order: "A", state: "late", judgeAgainAt: BASE_MS + 10, lastMs: BASE_MS - 3 });
      const later = judgedOf({ order: "B", state: "late", judgeAgainAt: BASE_MS + 99 });
      const settled = judgedOf({ order: "C", state: "done" });
      const retried = [judgedOf({ order: "D", state: "failed", attempt: 1 }), judgedOf({ order: "D", state: "running", attempt: 2 })];
      await index.commit(round({ executions: [under("A", due), under("B", later), under("C", settled), under("D", ...retried)] }));
      assert.deepEqual(await index.dueExecutions(unixMs(BASE_MS + 10), 10), [due]);
      assert.deepEqual(await index.dueExecutions(unixMs(BASE_MS + 9), 10), []);
      assert.equal((await index.dueExecutions(unixMs(BASE_MS + 100), 1)).length, 1);
      assert.deepEqual(await index.countStates(), [
        { chainId: "price-calculation", state: "running", count: 1, oldestSince: BASE_MS },
        { chainId: "price-calculation", state: "late", count: 2, oldestSince: BASE_MS - 3 },
      ]);
    }),
  );

  test(
    "the orders of a trace follow the orders' traces, replaced ones too",
    using(openFresh, async ({ index }) => {
      await index.commit(round({ orders: [order("A", BASE_MS, [traceIdOf(1), traceIdOf(2)]), order("B", BASE_MS, [traceIdOf(2)])] }));
      const before = await index.ordersOfTraces([traceIdOf(1), traceIdOf(2), traceIdOf(3)]);
      assert.deepEqual(
        [before.get(traceIdOf(1)), [...before.get(traceIdOf(2))!].sort(), before.get(traceIdOf(3))],
        [["A"], ["A", "B"], undefined],
      );
      await index.commit(round({ orders: [order("A", BASE_MS, [traceIdOf(3)])] }));
      const after = await index.ordersOfTraces([traceIdOf(1), traceIdOf(2), traceIdOf(3)]);
      assert.deepEqual([after.get(traceIdOf(1)), after.get(traceIdOf(2)), after.get(traceIdOf(3))], [undefined, ["B"], ["A"]]);
    }),
  );

  test("retention forgets what no round touched for so long, and nothing else", async () => {
    let now = BASE_MS;
    await using(
      openFresh,
      async ({ index }) => {
        await index.commit(round({ cursor: "5", orders: [order("old")], executions: [under("old", judgedOf({ order: "old" }))] }));
        now += 10_000;
        await index.commit(round({ orders: [order("new")], executions: [under("new", judgedOf({ order: "new" }))] }));
        assert.deepEqual(await index.retain(5_000, unixMs(now)), { deletedOrders: 1 });
        assert.equal(await index.getOrder("old"), null);
        assert.equal((await index.getOrder("new"))!.executions.length, 1);
        assert.equal((await index.listExecutions({ limit: 10 })).items.length, 1);
        assert.deepEqual((await index.ordersOfTraces([traceIdOf(1)])).get(traceIdOf(1)), ["new"]);
        assert.equal(await index.cursor("s"), "5");
      },
      { clock: () => unixMs(now) },
    )();
  });
}
