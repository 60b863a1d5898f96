import assert from "node:assert/strict";
import { after, test } from "node:test";
import { viewerAs } from "../auth/test-viewer.ts";
import type { Viewer } from "../auth/viewer.ts";
import { unixMs } from "../base/time.ts";
import { boardSchema } from "../contract/board.ts";
import { casePageSchema, caseSchema } from "../contract/case.ts";
import { groupListSchema } from "../contract/group.ts";
import type { CaseChange, CaseRecord } from "../detector/cases/case.ts";
import { openCase } from "../detector/cases/drawn-case.ts";
import { createCaseFeed } from "../pipeline/case-feed.ts";
import { createCaseTally } from "../pipeline/case-tally.ts";
import { provideRuntime, type Runtime } from "../runtime.ts";
import { openStore } from "../store/open.ts";
import { getBoard } from "./board.ts";
import { actOn, getCase, listCases } from "./cases.ts";
import { fixtureRuntime, JUDGED, NOW } from "./fixture-runtime.ts";
import { listGroups } from "./groups.ts";
import { problemBody } from "./problem.ts";

const viewer: Viewer = viewerAs("developer");
const store = await openStore({ url: "sqlite::memory:", clock: () => NOW });
after(() => store.close());
const told: CaseChange[] = [];
const caseFeed = createCaseFeed(() => {});
caseFeed.subscribe((changes) => told.push(...changes));
const part = {
  index: store.index,
  cases: store.cases,
  caseFeed,
  caseTally: createCaseTally(),
  notifier: { signal: () => [] } as unknown as Runtime["notifier"],
};
provideRuntime(fixtureRuntime(part));

let count = 0;
async function keep(fields: Partial<CaseRecord> = {}): Promise<CaseRecord> {
  count += 1;
  const base = openCase();
  const record = {
    ...base,
    id: String(count).padStart(20, "0"),
    subject: `s${count}`,
    openedAt: NOW,
    breachAt: unixMs(NOW - 60_000),
    ...fields,
  };
  const text = { en: "opened", ru: "открыт" };
  await store.cases.commit({ changes: [{ record, events: [{ at: NOW, actor: "loupe", kind: "opened", text, detail: null }] }] });
  return record;
}

const asked = (query: string) => new URLSearchParams(query);

test("a list of cases is in the contract's shape, with histories, and its cursor is its own", async () => {
  for (let n = 0; n < 3; n++) await keep();
  const page = await listCases(viewer, asked("limit=2&state=open"));
  assert.ok(page.ok);
  assert.deepEqual(casePageSchema.parse(page.value), page.value);
  assert.equal(page.value.items.length, 2);
  assert.equal(page.value.items[0]!.history[0]!.kind, "opened");
  const rest = await listCases(viewer, asked(`limit=2&state=open&cursor=${page.value.nextCursor}`));
  assert.ok(rest.ok && rest.value.items.length === 1);
  const foreign = await listCases(viewer, asked("cursor=bm9uc2Vuc2U"));
  assert.ok(!foreign.ok && problemBody(foreign.error).status === 400);
  for (const wrong of ["state=stuck", "chain=nope", "group=zz", "severity=awful", "from=yesterday", "limit=0"]) {
    const answer = await listCases(viewer, asked(wrong));
    assert.equal(!answer.ok && problemBody(answer.error).status, 400, wrong);
  }
});

test("while it hangs a case says what is judged now, once resolved what was judged then", async () => {
  await store.index.commit({ sourceId: "s", cursor: null, orders: [], executions: [{ key: "48213", judged: [JUDGED] }], state: [] });
  const open = await keep({ executionId: JUDGED.execution.id });
  const now = await getCase(viewer, open.id);
  assert.ok(now.ok);
  assert.equal(now.value.verdict.text.en, JUDGED.judgement.verdict.text.en);
  const closed = await actOn(viewer, open.id, "resolve", { reason: "sent by hand" });
  assert.ok(closed.ok);
  assert.equal(closed.value.verdict.text.en, open.verdict.text.en);
  assert.deepEqual([closed.value.resolution, closed.value.state], [{ by: "person", actor: "Ada", reason: "sent by hand" }, "resolved"]);
});

test("what people do answers the case after it, is told to all, and leaves who and when", async () => {
  const { id } = await keep();
  told.length = 0;
  const taken = await actOn(viewer, id, "acknowledge", null);
  assert.ok(taken.ok);
  assert.deepEqual(caseSchema.parse(taken.value), taken.value);
  assert.deepEqual([taken.value.state, taken.value.owner, taken.value.version], ["acknowledged", "Ada", 2]);
  assert.deepEqual(
    told.map(({ record }) => [record.id, record.state]),
    [[id, "acknowledged"]],
  );
  const statusOf = async (...args: Parameters<typeof actOn>) => {
    const answer = await actOn(...args);
    return answer.ok ? 200 : problemBody(answer.error).status;
  };
  assert.equal(await statusOf(viewer, id, "acknowledge", {}), 409);
  assert.equal(await statusOf(viewer, id, "comment", { text: "x", version: 1 }), 409);
  assert.equal(await statusOf(viewer, id, "comment", { text: " " }), 400);
  assert.equal(await statusOf(viewer, id, "comment", { text: "x".repeat(5_000) }), 400);
  assert.equal(await statusOf(viewer, id, "snooze", { until: "tomorrow" }), 400);
  assert.equal(await statusOf(viewer, id, "assign", { owner: 7 }), 400);
  assert.equal(await statusOf(viewer, "nobody", "comment", { text: "x" }), 404);
  const commented = await actOn(viewer, id, "comment", { text: "wrote to anna.ivanova@example.com" });
  assert.ok(commented.ok);
  const said = commented.value.history.at(-1)!;
  assert.deepEqual([said.actor, said.kind, said.at], ["Ada", "commented", new Date(NOW).toISOString()]);
  assert.ok(!said.detail!.includes("anna"), "what people write is masked too");
});

test("groups: the same manner is one, worst first, with what they have in common held against those that passed", async () => {
  const group = { id: "b".repeat(20), queue: "price.calculated", consumerVersion: null, error: null, errorExample: null };
  const facets = [
    { key: "crm-api.version", value: "2.8.1" },
    { key: "customer.email", value: "anna@example.com" },
  ];
  for (let n = 0; n < 8; n++) await keep({ group, facets, severity: "critical", orderId: `o${n}` });
  const ended = Array.from({ length: 40 }, (_, n) => {
    const id = `price-calculation:p${n}:1`;
    const version = n === 0 ? "2.8.1" : "2.8.0";
    const steps = JUDGED.execution.steps.map((step) => step && { ...step, service: "crm-api", version });
    const execution = { ...JUDGED.execution, id, orderId: `p${n}`, steps, lastActivityMs: NOW };
    const judgement = { ...JUDGED.judgement, state: "done" as const, endedMs: NOW };
    return { key: `p${n}`, judged: [{ execution, judgement }] };
  });
  await store.index.commit({ sourceId: "s", cursor: null, orders: [], executions: ended, state: [] });
  const list = await listGroups(viewer, asked(""));
  assert.ok(list.ok);
  assert.deepEqual(groupListSchema.parse(list.value), list.value);
  const [worst] = list.value.items;
  assert.deepEqual([worst!.id, worst!.count, worst!.open, worst!.severity], [group.id, 8, 8, "critical"]);
  const [common] = worst!.distinctive;
  assert.deepEqual([common!.key, common!.stuck, common!.stuckOf, common!.passed, common!.passedOf], ["crm-api.version", 8, 8, 1, 40]);
  assert.match(worst!.sentence.en, /8 hang, 100 % with crm-api version 2\.8\.1; of those that passed 3 %/);
  assert.equal(
    worst!.hours.reduce((sum, one) => sum + one, 0),
    8,
  );
  assert.ok(!JSON.stringify(list.value).includes("anna@example.com"));
});

test("the board counts what hangs by its cases, and is in the contract's shape", async () => {
  const board = await getBoard(viewer);
  assert.ok(board.ok);
  assert.deepEqual(boardSchema.parse(board.value), board.value);
  const price = board.value.chains.find(({ chainId }) => chainId === "price-calculation")!;
  const step = price.steps.find(({ stepId }) => stepId === "crm-api")!;
  const stuck = step.states.find(({ state }) => state === "stuck")!;
  assert.equal(stuck.count, step.cases);
  assert.ok(stuck.count >= 8 && stuck.oldestOrderId !== null);
  assert.equal(price.endedLastHour, 40);
});
