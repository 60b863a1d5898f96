import assert from "node:assert/strict";
import { test } from "node:test";
import { CREATION, consumed, type DrawnCompany, drawCompany, second } from "./drawn-company.ts";

/** What a reader of the list sees: `state severity nth subject @step`, newest first. */
const listed = async ({ store }: DrawnCompany): Promise<readonly string[]> =>
  (await store.cases.list({ limit: 10 })).items.map((one) =>
    [one.state, one.severity, `${one.subject}#${one.nth}`, `@${one.stepId}`].join(" "),
  );

const OPEN = "open major order-creation:48213:1#1 @crm-api";

/** Up to that second: heartbeats arrive, and the pipeline goes round every half minute. */
async function liveOn(company: DrawnCompany, from: number, to: number): Promise<void> {
  for (let at = from; at < to; at += 30) {
    company.clock.now = second(at + 30);
    await company.beat(at, at + 30);
    await company.pipeline.runOnce();
  }
}

/** Watching from before the order began, so that nothing is history. */
async function watchStuckOrder(): Promise<DrawnCompany> {
  const company = await drawCompany();
  await company.beat(-600, 0);
  company.clock.now = second(0);
  for (let round = 0; round < 5; round++) await company.pipeline.runOnce();
  company.clock.now = second(1);
  await company.arrive(CREATION);
  await liveOn(company, 0, 720);
  return company;
}

test("a case opens at the second evaluation after deadline and watermark, and not at the first", async () => {
  const company = await watchStuckOrder();
  assert.deepEqual(await listed(company), []);
  await liveOn(company, 720, 750);
  assert.deepEqual(await listed(company), []);
  await company.pipeline.runOnce();
  assert.deepEqual(await listed(company), [OPEN]);
  const [record] = (await company.store.cases.list({ limit: 1 })).items;
  assert.equal(record!.breachAt, second(600.03));
  assert.equal(record!.openedAt, second(750));
  assert.equal(record!.silently, false);
  await company.store.close();
});

test("it closes after two evaluations when what was missing arrives, and keeps how late it was", async () => {
  const company = await watchStuckOrder();
  await liveOn(company, 720, 780);
  await company.arrive(consumed(760, "order_id=48213 messaging.message_id=m-1"));
  await company.pipeline.runOnce();
  assert.equal((await listed(company))[0]?.split(" ")[0], "open");
  await company.pipeline.runOnce();
  const [record] = (await company.store.cases.list({ limit: 1 })).items;
  assert.equal(record!.state, "resolved");
  assert.equal(record!.resolution?.by, "recovered");
  assert.ok(record!.wasLateMs! > 155_000 && record!.wasLateMs! < 165_000, String(record!.wasLateMs));
  const kinds = (await company.store.cases.events([record!.id])).get(record!.id)!.map(({ kind }) => kind);
  assert.deepEqual(kinds, ["opened", "recovered"]);
  assert.deepEqual(company.problems, []);
  await company.store.close();
});

test("killed between any two rounds, the same cases come out", async () => {
  const undisturbed = await watchStuckOrder();
  await liveOn(undisturbed, 720, 900);
  const expected = await listed(undisturbed);
  await undisturbed.store.close();
  const company = await watchStuckOrder();
  for (let at = 720; at < 900; at += 30) {
    company.restart();
    await liveOn(company, at, at + 30);
  }
  company.restart();
  for (let round = 0; round < 3; round++) await company.pipeline.runOnce();
  assert.deepEqual(await listed(company), expected);
  assert.deepEqual(expected, [OPEN]);
  await company.store.close();
});

test("what hung while nobody watched opens silently, dated by its own time, with one summary", async () => {
  const company = await drawCompany();
  company.clock.now = second(3_600);
  await company.beat(-600, 3_600);
  await company.arrive(CREATION);
  for (let round = 0; round < 8; round++) await company.pipeline.runOnce();
  const [record] = (await company.store.cases.list({ limit: 1 })).items;
  assert.equal(record!.state, "open");
  assert.equal(record!.silently, true);
  assert.equal(record!.openedAt, second(720.03));
  const summary = JSON.parse((await company.store.index.getState("cases:last-catch-up"))!);
  assert.deepEqual([summary.opened, summary.closed], [1, 0]);
  await company.store.close();
});

test("a person's word holds while it hangs on: resolved by hand, it does not open again", async () => {
  const company = await watchStuckOrder();
  await liveOn(company, 720, 780);
  const [record] = (await company.store.cases.list({ limit: 1 })).items;
  const resolution = { by: "person", actor: "Anna", reason: "sent by hand" } as const;
  const closed = { ...record!, state: "resolved", resolvedAt: company.clock.now, resolution, version: record!.version + 1 } as const;
  assert.deepEqual((await company.store.cases.commit({ changes: [{ record: closed, events: [] }] })).conflicts, []);
  await liveOn(company, 780, 2_400);
  company.restart();
  await liveOn(company, 2_400, 2_520);
  assert.deepEqual((await listed(company)).length, 1);
  assert.equal((await company.store.cases.get(record!.id))!.state, "resolved");
  await company.store.close();
});

test("killed before or after a commit of cases, nothing is lost and nothing is there twice", async () => {
  for (const dies of ["before", "after"] as const) {
    const company = await watchStuckOrder();
    let killed = 0;
    const commit = company.store.cases.commit;
    const dying: typeof commit = async (round) => {
      if (killed > 0 || round.changes.length === 0) return commit(round);
      killed += 1;
      if (dies === "after") await commit(round);
      throw new Error("killed");
    };
    Object.assign(company.store.cases, { commit: dying });
    company.restart();
    await liveOn(company, 720, 750);
    await assert.rejects(company.pipeline.runOnce(), /killed/);
    company.restart();
    await liveOn(company, 750, 840);
    assert.equal(killed, 1);
    assert.deepEqual(await listed(company), [OPEN]);
    const [record] = (await company.store.cases.list({ limit: 1 })).items;
    assert.equal((await company.store.cases.events([record!.id])).get(record!.id)!.length, 1);
    await company.store.close();
  }
});

test("someone who is faster than Loupe is not overruled: the case is decided anew against what it has become", async () => {
  const company = await watchStuckOrder();
  await liveOn(company, 720, 780);
  const [open] = (await company.store.cases.list({ limit: 1 })).items;
  const commit = company.store.cases.commit;
  let first = true;
  const faster: typeof commit = async (round) => {
    if (first && round.changes.length > 0) {
      first = false;
      await commit({ changes: [{ record: { ...open!, state: "acknowledged", owner: "Anna", version: open!.version + 1 }, events: [] }] });
    }
    return commit(round);
  };
  Object.assign(company.store.cases, { commit: faster });
  await company.arrive(consumed(760, "order_id=48213 messaging.message_id=m-1"));
  for (let round = 0; round < 4; round++) await company.pipeline.runOnce();
  const closed = await company.store.cases.get(open!.id);
  assert.deepEqual([closed!.state, closed!.owner, closed!.version, closed!.resolution?.by], ["resolved", "Anna", 3, "recovered"]);
  await company.store.close();
});

test("a silent service with orders waiting is a case of its own until it is heard again", async () => {
  const company = await watchStuckOrder();
  const others = ["seller-client", "mes-api", "crm"];
  await company.arrive(
    CREATION.replace("a1", "a2")
      .replaceAll("48213", "48214")
      .replaceAll("m-1", "m-2")
      .replace(/0\.0[12]s|\b0s/g, (at) => `${720 + Number.parseFloat(at)}s`),
  );
  for (let at = 720; at < 1_620; at += 30) {
    company.clock.now = second(at + 30);
    await company.beat(at, at + 30, others);
    await company.pipeline.runOnce();
  }
  assert.ok((await listed(company)).includes("open critical service:crm-api#1 @crm-api"), String(await listed(company)));
  await liveOn(company, 1_620, 1_920);
  const ofService = (await listed(company)).filter((one) => one.includes("service:crm-api"));
  assert.deepEqual(ofService, ["resolved critical service:crm-api#1 @crm-api"]);
  await company.store.close();
});
