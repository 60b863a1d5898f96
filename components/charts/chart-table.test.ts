import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { type ChartTable, fileName, toCsv, toJson } from "./chart-table.ts";

const table = (rows: ChartTable["rows"]): ChartTable => ({
  columns: [
    { key: "at", name: "Time" },
    { key: "name", name: "Name" },
  ],
  rows,
});

test("a hole is an empty field, never a zero, and no name of a span becomes a formula", () => {
  assert.equal(
    toCsv(
      table([
        ["2026-11-23T00:00:00.000Z", null],
        [0, '=1+"1"'],
      ]),
    ),
    'at,name\r\n2026-11-23T00:00:00.000Z,\r\n0,"\'=1+""1"""\r\n',
  );
  assert.deepEqual(JSON.parse(toJson(table([[1, null]]))), [{ at: 1, name: null }]);
});

test("whatever text stands in a row, the file has as many lines as rows, unless a field holds one", () => {
  fc.assert(
    fc.property(fc.array(fc.string().map((text) => text.replace(/[\r\n]/g, " "))), (texts) => {
      const csv = toCsv(table(texts.map((text) => [text, 1])));
      assert.equal(csv.split("\r\n").length, texts.length + 2);
    }),
  );
});

test("files are named by what they show", () => {
  assert.equal(fileName("Price calculation · latency", "csv"), "price-calculation-latency.csv");
  assert.equal(fileName("Расчёт: задержка", "png"), "расчёт-задержка.png");
  assert.equal(fileName("///", "svg"), "chart.svg");
});
