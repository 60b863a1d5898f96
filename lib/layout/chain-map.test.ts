import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { layoutChainMap, type MapStep } from "./chain-map.ts";

const step = (name: string, ...counts: readonly number[]): MapStep<string> => ({
  id: name,
  name,
  here: counts.map((count, index) => ({ state: `s${index}`, count })),
  queue: null,
  flow: 0,
});
const most = (count: number) => ({ count, flow: 0 });
const PRICE = ["MES API", "3D-хранилище", "Расчёт в MES API", "RabbitMQ", "CRM API", "БД CRM"].map((name) => step(name, 1));

test("wide: every name stands whole below its station, and no two meet", () => {
  const map = layoutChainMap(PRICE, 620, most(3));
  assert.deepEqual(
    map.stations.map(({ side }) => side),
    Array(6).fill("below"),
  );
  assert.deepEqual(map.stations[2]?.name, ["Расчёт в", "MES API"]);
});

test("on a phone names take turns above and below the line, and the map is higher for it, never wider", () => {
  const map = layoutChainMap(PRICE, 340, most(3));
  assert.deepEqual(
    map.stations.map(({ side }) => side),
    ["below", "above", "below", "above", "below", "above"],
  );
  assert.ok(map.height > layoutChainMap(PRICE, 680, most(3)).height);
  assert.ok((map.stations.at(-1)?.x ?? 0) < 340);
});

test("a ring has an arc for each state that somebody stands in, and none for nobody", () => {
  const [mixed, empty] = layoutChainMap([step("a", 2, 0, 1), step("b", 0)], 400, most(3)).stations;
  assert.deepEqual(
    mixed?.arcs.map(({ state }) => state),
    ["s0", "s2"],
  );
  assert.deepEqual([mixed?.count, empty?.count, empty?.arcs.length], [3, 0, 0]);
});

test("circles of one size mean one number on all maps; more never means smaller", () => {
  const radiusOf = (count: number, greatest: number) => layoutChainMap([step("a", count)], 300, most(greatest)).stations[0]?.radius ?? 0;
  assert.equal(radiusOf(5, 50), radiusOf(5, 50));
  assert.ok(radiusOf(50, 50) > radiusOf(5, 50));
  assert.equal(radiusOf(500, 50), radiusOf(50, 50));
});

test("a queue is as full as its oldest has used up of the hard deadline, and never fuller than full", () => {
  const queued = (share: number) =>
    layoutChainMap([step("rabbitmq"), { ...step("crm-api", 1), queue: { share, softShare: 0.2 } }], 500, most(1)).links[0]!;
  const { fromX, toX, queue } = queued(0.5);
  assert.equal(queue?.filledX, (fromX + toX) / 2);
  assert.equal(queued(7).queue?.filledX, queued(7).toX);
  assert.equal(queued(0).queue?.filledX, queued(0).fromX);
});

test("whatever the names, counts and width: stations stay on the map in their order, and links never run backwards", () => {
  fc.assert(
    fc.property(
      fc.array(fc.record({ name: fc.string({ maxLength: 40 }), counts: fc.array(fc.nat(500), { maxLength: 4 }) }), {
        minLength: 1,
        maxLength: 12,
      }),
      fc.integer({ min: 120, max: 2_000 }),
      fc.nat(1_000),
      (steps, width, greatest) => {
        const map = layoutChainMap(
          steps.map(({ name, counts }) => step(name, ...counts)),
          width,
          most(greatest),
        );
        for (const [index, station] of map.stations.entries()) {
          assert.ok(station.x >= 0 && station.x <= width);
          if (index > 0) assert.ok(station.x >= map.stations[index - 1]!.x);
        }
        for (const { fromX, toX } of map.links) assert.ok(toX >= fromX);
      },
    ),
  );
});
