import assert from "node:assert/strict";
import { once } from "node:events";
import { test } from "node:test";
import { unixMs } from "../base/time.ts";
import { caseSchema } from "../contract/case.ts";
import { executionSchema } from "../contract/execution.ts";
import { openCase } from "../detector/cases/drawn-case.ts";
import { createCaseFeed } from "../pipeline/case-feed.ts";
import { createChangeEmitter } from "../pipeline/change-feed.ts";
import { provideRuntime } from "../runtime.ts";
import type { CaseStore } from "../store/case-store.ts";
import { currentHub } from "./event-hub.ts";
import type { WireEvent } from "./event-queue.ts";
import { fixtureRuntime, JUDGED, NOW } from "./fixture-runtime.ts";

function start() {
  const changes = createChangeEmitter(() => {});
  const caseFeed = createCaseFeed(() => {});
  const cases = { events: async () => new Map() } as unknown as CaseStore;
  provideRuntime(fixtureRuntime({ changes, caseFeed, cases, clock: () => unixMs(NOW) }));
  const hub = currentHub();
  const told: WireEvent[] = [];
  const heard = new EventTarget();
  const stop = hub.listen((event) => {
    told.push(event);
    heard.dispatchEvent(new Event("told"));
  });
  const until = async (count: number) => {
    while (told.length < count) await once(heard, "told");
  };
  return { changes, caseFeed, hub, told, until, stop };
}

test("changes are told once for all, as the objects of their calls; of one execution judged thrice only the last", async () => {
  const { changes, caseFeed, told, until, stop } = start();
  for (const state of ["running", "late", "stuck"] as const) changes.emit([{ ...JUDGED, judgement: { ...JUDGED.judgement, state } }]);
  caseFeed.emit([{ record: openCase(), events: [] }]);
  await until(2);
  stop();
  assert.deepEqual(
    told.map(({ name }) => name),
    ["execution", "case"],
  );
  const execution = executionSchema.parse(JSON.parse(told[0]!.data));
  assert.equal(execution.state, "stuck");
  assert.equal(caseSchema.parse(JSON.parse(told[1]!.data)).orderId, "48213");
});

test("a flood is one word: ask again", async () => {
  const { changes, told, until, stop } = start();
  changes.emit(Array.from({ length: 5_000 }, (_, n) => ({ ...JUDGED, execution: { ...JUDGED.execution, id: `e${n}` } })));
  await until(1);
  stop();
  assert.deepEqual(
    told.map(({ name }) => name),
    ["resync"],
  );
});

test("who reconnects is told what came after the last id that it saw; of an id that is not known any more, nothing can be said", async () => {
  const { changes, hub, told, until, stop } = start();
  for (let n = 0; n < 3; n++) {
    changes.emit([{ ...JUDGED, execution: { ...JUDGED.execution, id: `e${n}` } }]);
    await until(n + 1);
  }
  assert.deepEqual(
    hub.after(told[0]!.id)?.map(({ id }) => id),
    [told[1]!.id, told[2]!.id],
  );
  assert.deepEqual(hub.after(told[2]!.id), []);
  assert.equal(hub.after("of-another-process-17"), null);
  stop();
});
