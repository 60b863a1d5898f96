import assert from "node:assert/strict";
import { test } from "node:test";
import { axisLength } from "#lib/layout/fold-axis";
import { findHome, homeRange } from "./home.ts";
import { makeSample } from "./sample-data.ts";
import { axisOf, itemOf, openTable, type Table } from "./scene.ts";

const shown = (table: Table, selected = -1) => {
  const axis = axisOf(table, table.nowNs, false);
  return { range: homeRange(axis, findHome(table), table, selected), length: axisLength(axis) };
};

test("nothing in trouble, nothing zoomed", () => {
  const data = makeSample("stuck");
  const table = openTable({ ...data, chains: data.chains.map((chain) => ({ ...chain, state: "done" })) });
  assert.equal(shown(table).range, null);
});

test("a hanging chain that is small on the axis fills a good part of what the page opens on, and a choice elsewhere shows all", () => {
  const data = makeSample("stuck");
  // The hanging chain's spans are made a hundredth of what they were: beside the others they are a few pixels.
  const worst = data.chains.findIndex((chain) => chain.state === "stuck");
  const first = data.chain.indexOf(worst);
  const base = data.start[first]!;
  const isOwn = (i: number) => data.chain[i] === worst && data.shape[i] === 0;
  const table = openTable({
    ...data,
    start: data.start.map((at, i) => (isOwn(i) ? base + (at - base) / 100 : at)),
    duration: data.duration.map((length, i) => (isOwn(i) ? length / 100 : length)),
  });
  const { range, length } = shown(table);
  assert.ok(range !== null && range.to - range.from < length / 3);
  const other = data.chain.findIndex((chain) => chain !== worst);
  if (other >= 0) assert.equal(shown(table, other).range, null);
  assert.equal(itemOf(table, "nobody"), -1);
});
