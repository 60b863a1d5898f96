import assert from "node:assert/strict";
import { test } from "node:test";
import { unixMs } from "../base/time.ts";
import { countOne, tallyOne } from "../rollups/cell.ts";
import { cellOf, createDelta, seriesOf } from "../rollups/delta.ts";
import { provideRuntime } from "../runtime.ts";
import { openStore } from "../store/open.ts";
import { getChanges } from "./changes.ts";
import { fixtureRuntime } from "./fixture-runtime.ts";

const NOW = unixMs(Date.UTC(2026, 10, 23, 12));
const HOUR = 60;
const END = Math.floor(NOW / 60_000);
const viewer = {} as Parameters<typeof getChanges>[0];

interface Traffic {
  readonly service: string;
  readonly from: number;
  readonly to: number;
  readonly ms: number;
  /** One of so many fails; 0: none. */
  readonly failEvery?: number;
}

/** Ten requests a minute from `from` to `to` minutes before now. */
async function askAfter(traffic: readonly Traffic[], query: Readonly<Record<string, string>>) {
  const store = await openStore({ url: "sqlite::memory:", clock: () => NOW });
  const delta = createDelta();
  for (const { service, from, to, ms, failEvery = 0 } of traffic)
    for (let minute = END - from; minute < END - to; minute++)
      for (let n = 0; n < 10; n++) {
        const failed = failEvery > 0 && (minute * 10 + n) % failEvery === 0;
        countOne(cellOf(seriesOf(delta, "service", service), minute), failed ? "error" : "success", ms * (0.8 + 0.04 * n) * 1e6);
        tallyOne(cellOf(seriesOf(delta, "cover", service), minute), 0);
      }
  await store.index.commit({ sourceId: "s", cursor: null, orders: [], executions: [], state: [], rollups: { delta, counted: [] } });
  provideRuntime(fixtureRuntime({ clock: () => NOW, rollups: store.rollups }));
  const answer = await getChanges(viewer, new URLSearchParams(query));
  assert.ok(answer.ok);
  return answer.value;
}

const lastHour = { from: new Date(NOW - HOUR * 60_000).toISOString(), to: new Date(NOW).toISOString() };

test("what got worse stands first, with how sure; what stayed as it was is not told", async () => {
  const { against, changes } = await askAfter(
    [
      { service: "slower", from: 2 * HOUR, to: HOUR, ms: 100 },
      { service: "slower", from: HOUR, to: 0, ms: 180 },
      { service: "failing", from: 2 * HOUR, to: HOUR, ms: 50, failEvery: 200 },
      { service: "failing", from: HOUR, to: 0, ms: 50, failEvery: 10 },
      { service: "better", from: 2 * HOUR, to: HOUR, ms: 300 },
      { service: "better", from: HOUR, to: 0, ms: 100 },
      { service: "same", from: 2 * HOUR, to: 0, ms: 70, failEvery: 50 },
    ],
    lastHour,
  );
  assert.equal(against?.kind, "period-before");
  assert.deepEqual(
    changes.map(({ scope, measure, direction }) => `${scope} ${measure} ${direction}`),
    ["service:failing errors worse", "service:slower latency worse", "service:better latency better"],
  );
  assert.ok(changes.every(({ confidence }) => confidence > 0.99));
  assert.match(changes[0]!.text.ru, /^failing: ошибки 0,5 % → 10 %$/);
  assert.match(changes[1]!.text.en, /^slower: p95 11\d ms → 20\d ms$/);
});

test("against the same time last week where a week is kept", async () => {
  const week = 7 * 24 * HOUR;
  const { against, changes } = await askAfter(
    [
      { service: "a", from: week + HOUR, to: week, ms: 100 },
      { service: "a", from: 2 * HOUR, to: HOUR, ms: 500 },
      { service: "a", from: HOUR, to: 0, ms: 500 },
    ],
    lastHour,
  );
  assert.equal(against?.kind, "last-week");
  assert.deepEqual(
    changes.map(({ measure, direction }) => `${measure} ${direction}`),
    ["latency worse"],
  );
});

test("nothing to hold it against is said, and is no change", async () => {
  const { against, changes } = await askAfter([{ service: "a", from: HOUR, to: 0, ms: 500 }], lastHour);
  assert.deepEqual([against, changes], [null, []]);
});
