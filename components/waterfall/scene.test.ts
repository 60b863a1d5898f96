import assert from "node:assert/strict";
import { test } from "node:test";
import { encodeWaterfall } from "#lib/contract/waterfall";
import { decodeWaterfall } from "#lib/contract/waterfall-decode";
import { PLAIN_VIEW } from "#lib/layout/view-state";
import { colourServices } from "./palette.ts";
import { makeSample, SAMPLE_CASES } from "./sample-data.ts";
import { axisOf, forestOf, growTo, itemOf, openTable, rangeOf, rowsOf, zoomOf } from "./scene.ts";

test("every sample of the gallery survives the wire and is laid out", () => {
  for (const name of SAMPLE_CASES.filter((one) => one !== "100k")) {
    const decoded = decodeWaterfall(encodeWaterfall(makeSample(name)));
    assert.ok(decoded.ok, name);
    const table = openTable(decoded.value);
    const rows = rowsOf(table, forestOf(table, PLAIN_VIEW), PLAIN_VIEW, null);
    assert.equal(rows.count > 0, table.count > 0, name);
  }
});

test("what is open grows to now, and the data that came stay as they came", () => {
  const data = makeSample("stuck");
  const before = data.duration.slice();
  const table = openTable(data);
  assert.equal(table.openItems.length, 2);
  assert.ok(growTo(table, data.nowNs! + 60e9));
  for (const item of table.openItems) assert.equal(table.start[item]! + table.duration[item]!, data.nowNs! + 60e9);
  assert.deepEqual(data.duration, before);
  assert.ok(axisOf(table, data.nowNs! + 60e9, true).ns.at(-1)! >= data.nowNs! + 60e9);
});

test("a zoom in the address is the range on the page, and all of it is no zoom", () => {
  const table = openTable(makeSample("stuck"));
  const axis = axisOf(table, table.nowNs, false);
  assert.equal(zoomOf(axis, rangeOf(axis, null)), null);
  const zoom = { fromNs: 43e9, toNs: 45e9 };
  const back = zoomOf(axis, rangeOf(axis, zoom))!;
  assert.ok(back !== "all");
  assert.ok(Math.abs(back.fromNs - zoom.fromNs) < 10 && Math.abs(back.toNs - zoom.toNs) < 10);
});

test("a key that names nothing is nobody", () => {
  const table = openTable(makeSample("one"));
  assert.equal(itemOf(table, "ffffffffffffffff"), -1);
  assert.equal(itemOf(table, "<script>"), -1);
});

test("a service's colour does not depend on the order of the services, and two do not share one while there are free ones", () => {
  const names = ["mes-api", "crm-api", "3d-storage", "rabbitmq", "mes-db", "crm-db", "crm"];
  const colours = colourServices(names, 7);
  assert.equal(new Set(colours).size, 7);
  assert.deepEqual(colourServices(names.toReversed(), 7), colours.toReversed());
  assert.equal(colourServices([...names, "one more"], 7).length, 8);
});
