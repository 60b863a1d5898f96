import assert from "node:assert/strict";
import { after, test } from "node:test";
import { viewerAs } from "../auth/test-viewer.ts";
import type { Viewer } from "../auth/viewer.ts";
import { boardSchema } from "../contract/board.ts";
import { orderHistorySchema, orderSchema } from "../contract/order.ts";
import { decodeWaterfall } from "../contract/waterfall-decode.ts";
import { createCaseFeed } from "../pipeline/case-feed.ts";
import { createCaseTally } from "../pipeline/case-tally.ts";
import { CREATION, consumed, drawCompany, second } from "../pipeline/drawn-company.ts";
import { provideRuntime, type Runtime } from "../runtime.ts";
import { createEmbeddedSource } from "../sources/embedded/embedded-source.ts";
import { readAsOf } from "./as-of.ts";
import { getBoard } from "./board.ts";
import { actOn, listCases } from "./cases.ts";
import { fixtureRuntime } from "./fixture-runtime.ts";
import { listGroups } from "./groups.ts";
import { getOrderAsOf, getOrderHistory } from "./order-as-of.ts";
import { getOrderWaterfall } from "./waterfalls.ts";

const viewer: Viewer = viewerAs("lead");
const company = await drawCompany();
after(() => company.store.close());
provideRuntime({
  ...fixtureRuntime({
    index: company.store.index,
    cases: company.store.cases,
    caseFeed: createCaseFeed(() => {}),
    caseTally: createCaseTally(),
  }),
  clock: () => company.clock.now,
  chains: company.chains,
  said: company.store.said,
  pipeline: company.pipeline,
  notifier: { signal: () => [] } as unknown as Runtime["notifier"],
  sources: [createEmbeddedSource(company.store.spans)],
});

/** What was said at each second, as the index had it then. */
const recorded = new Map<number, string>();
const tell = (one: { state: string | null; cause: string | null; stepId: string | null } | undefined) =>
  one ? `${one.state} ${one.cause} ${one.stepId}` : "–";

await company.arrive(CREATION);
for (let at = 0; at <= 1_000; at += 5) {
  company.clock.now = second(at);
  await company.beat(at, at);
  if (at === 800) await company.arrive(consumed(790, "order_id=48213"));
  await company.pipeline.runOnce();
  const order = await company.store.index.getOrder("48213");
  recorded.set(at, tell(order?.executions[0]?.judgement));
  if (at === 760) {
    const [open] = (await company.store.cases.list({ limit: 1 })).items;
    assert.ok(open && (await actOn(viewer, open.id, "acknowledge", null)).ok);
  }
}

test("as known then is what was said then, at every moment", async () => {
  assert.ok(new Set(recorded.values()).size >= 4, [...new Set(recorded.values())].join());
  for (const [at, expected] of recorded) {
    const then = await getOrderAsOf(viewer, "48213", second(at));
    assert.ok(then.ok);
    assert.equal(tell(then.value.executions[0]), expected, `at ${at} s`);
    assert.deepEqual(orderSchema.parse(then.value), then.value);
  }
  const before = await getOrderAsOf(viewer, "48213", second(-1));
  assert.ok(before.ok && before.value.state === null && before.value.executions.length === 0);
});

test("steps and spans that came later are not there yet", async () => {
  const steps = async (at: number) => {
    const then = await getOrderAsOf(viewer, "48213", second(at));
    return then.ok ? then.value.executions[0]!.steps.map(({ state }) => state).join(" ") : "";
  };
  assert.equal(await steps(750), "done done done missing pending");
  assert.equal(await steps(1_000), "done done done done done");
  const spans = async (at: number) => {
    const drawn = await getOrderWaterfall(viewer, "48213", second(at));
    const decoded = drawn.ok ? decodeWaterfall(drawn.value.buffer as ArrayBuffer) : null;
    assert.ok(decoded?.ok);
    return decoded.value.traces.reduce((sum, trace) => sum + trace.spanCount, 0);
  };
  assert.ok((await spans(750)) < (await spans(1_000)));
});

test("the history names each change once, with the words of then", async () => {
  const history = await getOrderHistory(viewer, "48213");
  assert.ok(history.ok);
  assert.deepEqual(orderHistorySchema.parse(history.value), history.value);
  const said = [...recorded.values()].filter((one, index, all) => one !== all[index - 1]);
  assert.deepEqual(history.value.items.map(tell), said);
  assert.match(history.value.items.find(({ state }) => state === "stuck")?.text?.en ?? "", /not consumed by CRM API/);
});

test("the board, its groups and its cases are those of then", async () => {
  const at = async (seconds: number) => {
    const asOf = second(seconds);
    const params = new URLSearchParams({ asOf: new Date(asOf).toISOString() });
    const [board, groups, cases] = await Promise.all([getBoard(viewer, asOf), listGroups(viewer, params), listCases(viewer, params)]);
    assert.ok(board.ok && groups.ok && cases.ok);
    assert.deepEqual(boardSchema.parse(board.value), board.value);
    const own = board.value.chains.find(({ chainId }) => chainId === "order-creation")!;
    return {
      states: own.states.map(({ state, count }) => `${state} ${count}`).join(),
      groups: groups.value.items.map(({ state, open, acknowledged }) => `${state} ${open} ${acknowledged}`).join(),
      cases: cases.value.items.map(({ state, owner }) => `${state} ${owner}`).join(),
    };
  };
  assert.deepEqual(await at(60), { states: "running 1", groups: "", cases: "" });
  assert.deepEqual(await at(755), { states: "stuck 1", groups: "stuck 1 0", cases: "open null" });
  assert.deepEqual(await at(770), { states: "stuck 1", groups: "stuck 0 1", cases: "acknowledged Ada" });
  assert.deepEqual(await at(1_000), { states: "", groups: "", cases: "resolved Ada" });
});

test("a moment that is none, or lies in the future, is told", () => {
  const ask = (asOf: string) => readAsOf(new URLSearchParams({ asOf }));
  assert.ok(!ask("yesterday").ok && !ask("2999-01-01T00:00:00Z").ok);
  assert.deepEqual(ask(""), { ok: true, value: null });
});
