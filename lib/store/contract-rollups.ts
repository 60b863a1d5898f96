import assert from "node:assert/strict";
import { test } from "node:test";
import { quantileOf } from "#lib/base/sketch";
import { unixMs } from "#lib/base/time";
import type { JudgedExecution } from "#lib/detector/judgement";
import { STATES } from "#lib/detector/verdict";
import { countOne, createCell, tallyOne } from "../rollups/cell.ts";
import { addRow } from "../rollups/cell-text.ts";
import { cellOf, createDelta, type Delta, seriesOf } from "../rollups/delta.ts";
import type { SeriesKind } from "../rollups/series-key.ts";
import { type OpenFresh, using } from "./fresh-store.ts";
import type { PipelineRound } from "./index-store.ts";
import type { Store } from "./open.ts";
import { BASE_MS, judgedOf, STRANGE_IDS, traceIdOf } from "./spans-for-tests.ts";

const round = (change: Partial<PipelineRound>): PipelineRound => ({
  sourceId: "s",
  cursor: null,
  orders: [],
  executions: [],
  state: [],
  ...change,
});
const MINUTE = Math.floor(BASE_MS / 60_000);
const HOUR = Math.floor(MINUTE / 60);
const DAY = Math.floor(HOUR / 24);
const at = { clock: () => unixMs(BASE_MS + 60_000) };

function deltaOf(
  ...spans: readonly { readonly service: string; readonly minute?: number; readonly ms?: number; readonly failed?: boolean }[]
): Delta {
  const delta = createDelta();
  for (const { service, minute = MINUTE, ms = 10, failed } of spans)
    countOne(cellOf(seriesOf(delta, "service", service), minute), failed ? "error" : "success", ms * 1e6);
  return delta;
}

/** All of one series at one step, as bucket → cell. */
async function readAll(store: Store, kind: SeriesKind, a: string, step: 60 | 3_600 | 86_400, b = "") {
  const series = (await store.rollups.listSeries([kind], a)).find((one) => one.b === b);
  const cells = new Map<number, ReturnType<typeof createCell>>();
  if (series)
    for (const row of await store.rollups.readCells([series.id], step, 0, 1e12)) {
      const cell = createCell();
      addRow(cell, row);
      cells.set(row.bucket, cell);
    }
  return cells;
}

const ended = (order: string, state: JudgedExecution["judgement"]["state"], endMs: number, durationMs: number): JudgedExecution => {
  const judged = judgedOf({ order, state, lastMs: endMs });
  return { ...judged, judgement: { ...judged.judgement, endedMs: unixMs(endMs), durationMs } };
};

export function rollupsContract(openFresh: OpenFresh): void {
  test(
    "what rounds add is there by minute, hour and day, late ones in their own minute",
    using(
      openFresh,
      async (store) => {
        await store.index.commit(
          round({ rollups: { delta: deltaOf({ service: "a" }, { service: "a", ms: 30, failed: true }), counted: [] } }),
        );
        await store.index.commit(
          round({ rollups: { delta: deltaOf({ service: "a", minute: MINUTE - 70, ms: 500 }, { service: "b" }), counted: [] } }),
        );
        const minutes = await readAll(store, "service", "a", 60);
        assert.deepEqual([...minutes.keys()], [MINUTE - 70, MINUTE]);
        assert.deepEqual([minutes.get(MINUTE)!.count, minutes.get(MINUTE)!.errors, minutes.get(MINUTE)!.sketch.nanos], [2, 1, 40e6]);
        assert.equal(
          [...(await readAll(store, "service", "a", 3_600)).values()].reduce((sum, cell) => sum + cell.count, 0),
          3,
        );
        const day = (await readAll(store, "service", "a", 86_400)).get(DAY)!;
        assert.deepEqual([day.count, day.errors], [3, 1]);
        assert.ok(Math.abs(quantileOf(day.sketch, 1)! - 500e6) <= 500e6 / 64);
        const [a, b] = await store.rollups.listSeries(["service"]);
        assert.deepEqual([a!.a, a!.firstMs, a!.lastMs, b!.a], ["a", (MINUTE - 70) * 60_000, MINUTE * 60_000, "b"]);
      },
      at,
    ),
  );

  test(
    "what was counted is remembered with the round that counted it, and a second count of the same is refused whole",
    using(
      openFresh,
      async (store) => {
        const ids = (...numbers: readonly number[]) => numbers.map((number) => number.toString().padStart(13, "0"));
        const counted = [{ traceId: traceIdOf(1), part: 0, ids: ids(1, 2) }];
        await store.index.commit(round({ cursor: "1", rollups: { delta: deltaOf({ service: "a" }), counted } }));
        await store.index.commit(
          round({ cursor: "2", rollups: { delta: deltaOf({ service: "a" }), counted: [{ ...counted[0]!, part: 2, ids: ids(3) }] } }),
        );
        const known = await store.rollups.counted([traceIdOf(1), traceIdOf(2)]);
        assert.deepEqual(
          [...known].map(([id, set]) => [id, [...set]]),
          [[traceIdOf(1), ids(1, 2, 3)]],
        );
        await assert.rejects(store.index.commit(round({ cursor: "3", rollups: { delta: deltaOf({ service: "a" }), counted } })));
        assert.equal(await store.index.cursor("s"), "2");
        assert.equal((await readAll(store, "service", "a", 60)).get(MINUTE)!.count, 2);
      },
      at,
    ),
  );

  test(
    "an execution counts once whatever is said of it: what it added before is taken out in the same round",
    using(
      openFresh,
      async (store) => {
        const put = (...judged: readonly JudgedExecution[]) => store.index.commit(round({ executions: [{ key: "A", judged }] }));
        const chain = async (step: 60 | 3_600 | 86_400) => [...(await readAll(store, "chain", "price-calculation", step)).values()];
        const tally = async (state: JudgedExecution["judgement"]["state"]) =>
          (await chain(86_400)).reduce((sum, cell) => sum + (cell.tally[STATES.indexOf(state)] ?? 0), 0);
        await put(judgedOf({ order: "A", state: "stuck" }));
        assert.deepEqual([await tally("stuck"), (await chain(86_400))[0]!.count], [1, 0]);
        for (let again = 0; again < 3; again++) await put(ended("A", "done-late", BASE_MS + 5_000, 90_000));
        assert.deepEqual([await tally("stuck"), await tally("done-late"), (await chain(86_400))[0]!.count], [0, 1, 1]);
        await put(ended("A", "failed", BASE_MS + 5_000, 90_000), {
          ...ended("A", "done", BASE_MS + 9_000, 1_000),
          execution: judgedOf({ order: "A", attempt: 2 }).execution,
        });
        const [day] = await chain(86_400);
        assert.deepEqual([day!.count, day!.errors, await tally("done"), await tally("done-late")], [2, 1, 1, 0]);
        await put();
        assert.deepEqual(
          (await chain(60)).map((cell) => [cell.count, cell.sketch.buckets.size, cell.sketch.seconds]),
          [[0, 0, 0]],
        );
      },
      at,
    ),
  );

  test(
    "names of any kind come back as they were",
    using(
      openFresh,
      async (store) => {
        const names = STRANGE_IDS.map((name) => name.slice(0, 200).toWellFormed());
        const delta = createDelta();
        for (const name of names) tallyOne(cellOf(seriesOf(delta, "operation", name, name), MINUTE), 0);
        await store.index.commit(round({ rollups: { delta, counted: [] } }));
        assert.deepEqual((await store.rollups.listSeries(["operation"])).map((one) => one.a).sort(), [...names].sort());
        for (const name of names) assert.equal((await store.rollups.listSeries(["operation"], name)).length, 1, name);
      },
      at,
    ),
  );

  test(
    "minutes are let go after two days, hours after ninety, days later; what came too late for its minute is in its hour",
    using(
      openFresh,
      async (store) => {
        const old = (hours: number) => ({ service: "a", minute: MINUTE - hours * 60 });
        await store.index.commit(round({ rollups: { delta: deltaOf(old(0), old(40), old(60), old(24 * 95)), counted: [] } }));
        const count = async (step: 60 | 3_600 | 86_400) => (await readAll(store, "service", "a", step)).size;
        assert.deepEqual([await count(60), await count(3_600), (await count(86_400)) >= 3], [2, 3, true]);
        await store.rollups.retain(3_600_000, unixMs(BASE_MS + 20 * 3_600_000));
        assert.deepEqual([await count(60), await count(3_600)], [1, 3]);
        await store.rollups.retain(3_600_000, unixMs(BASE_MS + 91 * 86_400_000));
        assert.deepEqual([await count(60), await count(3_600), (await count(86_400)) >= 3], [0, 0, true]);
      },
      at,
    ),
  );

  test(
    "the memory of what was counted goes a day after its traces",
    using(
      openFresh,
      async (store) => {
        const counted = [{ traceId: traceIdOf(1), part: 0, ids: ["0000000000001"] }];
        await store.index.commit(round({ rollups: { delta: deltaOf({ service: "a" }), counted } }));
        await store.rollups.retain(3_600_000, unixMs(BASE_MS + 20 * 3_600_000));
        assert.equal((await store.rollups.counted([traceIdOf(1)])).size, 1);
        await store.rollups.retain(3_600_000, unixMs(BASE_MS + 26 * 3_600_000));
        assert.equal((await store.rollups.counted([traceIdOf(1)])).size, 0);
      },
      at,
    ),
  );

  test(
    "markers come newest first, those of the range",
    using(openFresh, async ({ rollups }) => {
      for (const [number, text] of ["deploy 1.2", "Откат\u0000", "incident"].entries())
        await rollups.addMarker(
          { id: `m${number}`, at: unixMs(BASE_MS + number), text, service: number === 1 ? "crm-api" : null, by: "lead" },
          unixMs(BASE_MS),
        );
      const found = await rollups.listMarkers(unixMs(BASE_MS), unixMs(BASE_MS + 2), 10);
      assert.deepEqual(
        found.map(({ text, service }) => [text, service]),
        [
          ["Откат\u0000", "crm-api"],
          ["deploy 1.2", null],
        ],
      );
    }),
  );

  test(
    "a bucket ahead of the clock is kept, and says nothing about when its service was last heard",
    using(
      openFresh,
      async (store) => {
        await store.index.commit(
          round({ rollups: { delta: deltaOf({ service: "a" }, { service: "a", minute: MINUTE + 60 }), counted: [] } }),
        );
        assert.equal((await readAll(store, "service", "a", 60)).size, 2);
        assert.equal((await store.rollups.listSeries(["service"]))[0]!.lastMs, MINUTE * 60_000);
        assert.equal((await readAll(store, "service", "a", 3_600)).get(HOUR)!.count, 1);
      },
      at,
    ),
  );
}
