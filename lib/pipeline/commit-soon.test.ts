import assert from "node:assert/strict";
import { test } from "node:test";
import { CREATION, consumed, drawCompany, second } from "./drawn-company.ts";

test("commits are in order and never two at once, and a round ends only when all of it is in the store", async () => {
  const company = await drawCompany();
  const { index } = company.store;
  const commit = index.commit.bind(index);
  let atOnce = 0;
  let most = 0;
  Object.assign(index, {
    async commit(round: Parameters<typeof commit>[0]) {
      most = Math.max(most, ++atOnce);
      await commit(round);
      atOnce--;
    },
  });
  company.clock.now = second(60);
  await company.arrive(`${CREATION}${consumed(8, "order_id=48213")}`);
  await company.pipeline.runOnce();
  assert.deepEqual([most, atOnce], [1, 0]);
  assert.deepEqual(await company.ask("48213"), ["order-creation: done"]);
});

test("a commit that fails fails its round, and the next round begins with what the store has", async () => {
  for (const failing of [1, 2, 3]) {
    const company = await drawCompany();
    const { index } = company.store;
    const commit = index.commit.bind(index);
    let commits = 0;
    Object.assign(index, {
      commit: (round: Parameters<typeof commit>[0]) => (++commits === failing ? Promise.reject(new Error("disk full")) : commit(round)),
    });
    company.clock.now = second(60);
    await company.arrive(`${CREATION}${consumed(8, "order_id=48213")}`);
    const failed = await company.pipeline.runOnce().then(
      () => null,
      (error: Error) => error.message,
    );
    if (commits >= failing) assert.equal(failed, "disk full");
    assert.deepEqual([failing, await company.ask("48213")], [failing, ["order-creation: done"]]);
    assert.deepEqual(company.problems, []);
  }
});
