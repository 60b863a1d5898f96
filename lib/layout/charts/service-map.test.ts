import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { layoutServiceMap } from "./service-map.ts";

const SIZES = { width: 900, nodeWidth: 140, nodeHeight: 40, rowGap: 24 };

test("callers stand left of what they call, and a call back is drawn as one", () => {
  const calls = [
    { from: "crm", to: "crm-api" },
    { from: "crm-api", to: "mes-api" },
    { from: "mes-api", to: "mes-db" },
    { from: "mes-api", to: "crm-api" },
  ];
  const map = layoutServiceMap(calls, [], SIZES);
  const layer = (name: string) => map.services.find((one) => one.name === name)?.layer;
  assert.deepEqual(["crm", "crm-api", "mes-api", "mes-db"].map(layer), [0, 1, 2, 3]);
  assert.deepEqual(
    map.calls.map((call) => call.back),
    [false, false, false, true],
  );
});

test("any graph, with circles and calls to itself, is laid out inside its bounds, no two services on one place, always the same", () => {
  const name = fc.integer({ min: 0, max: 12 }).map((n) => `s${n}`);
  fc.assert(
    fc.property(fc.array(fc.record({ from: name, to: name }), { maxLength: 40 }), (calls) => {
      const map = layoutServiceMap(calls, ["alone"], SIZES);
      assert.deepEqual(layoutServiceMap(calls, ["alone"], SIZES), map);
      const places = new Set(map.services.map(({ x, y }) => `${x} ${y}`));
      assert.equal(places.size, map.services.length);
      for (const { x, y } of map.services) assert.ok(x >= 70 - 1e-6 && x <= map.width - 70 + 1e-6 && y > 0 && y < map.height);
      for (const call of map.calls) assert.doesNotMatch(call.path, /NaN|undefined/);
    }),
  );
});
