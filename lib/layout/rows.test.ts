import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { buildForest, type Forest } from "./forest.ts";
import { ALIKE, EVERYTHING, GROUP, ITEM, layoutRows, type RowChoice } from "./rows.ts";
import { anyTable, sampleTable } from "./sample-table.ts";

const grouping = fc.constantFrom("chain" as const, "trace" as const, "service" as const);
const someItems = (count: number) => fc.uniqueArray(fc.nat(Math.max(0, count - 1)), { maxLength: 10 }).map((items) => new Set(items));

function picture(forest: Forest, choice: RowChoice, names: readonly string[]): string[] {
  const rows = layoutRows(forest, choice);
  return Array.from({ length: rows.count }, (_, row) => {
    const subject = rows.subject[row]!;
    if (rows.kind[row] === GROUP) return `# ${forest.groups[subject]!.subject}`;
    return `${"  ".repeat(rows.depth[row]!)}${names[subject]}${rows.kind[row] === ALIKE ? ` x${forest.alikeCount[subject]}` : ""}`;
  });
}

const NAMES = ["POST", "auth", "GET model", "GET /m", "SELECT", "SELECT", "SELECT", "SELECT", "SELECT", "publish"];
const table = sampleTable([
  { parent: -1, start: 0, duration: 100, name: "POST" },
  { parent: 0, start: 1, duration: 50, name: "auth", middleware: true },
  { parent: 1, start: 2, duration: 40, name: "GET model" },
  { parent: 2, start: 3, duration: 30, name: "GET /m", service: "storage" },
  ...[50, 52, 54, 56, 58].map((start) => ({ parent: 0, start, duration: 1, name: "SELECT", service: "db" })),
  { parent: 0, start: 60, duration: 1, name: "publish" },
]);

test("middleware is folded away, its child moves up, five that are alike share a row", () => {
  assert.deepEqual(picture(buildForest(table, "trace", false), EVERYTHING, NAMES), [
    "# 0",
    "POST",
    "  GET model",
    "    GET /m",
    "  SELECT x5",
    "  publish",
  ]);
});

test("by service, a span whose caller is another service is a root of its own group", () => {
  assert.deepEqual(picture(buildForest(table, "service", true), EVERYTHING, NAMES), [
    "# 0",
    "POST",
    "  auth",
    "    GET model",
    "  publish",
    "# 1",
    "GET /m",
    "# 2",
    "SELECT",
    "SELECT",
    "SELECT",
    "SELECT",
    "SELECT",
  ]);
});

test("alike spans open below the row that stands for them", () => {
  const rows = picture(buildForest(table, "trace", false), { ...EVERYTHING, openAlike: new Set([4]) }, NAMES);
  assert.deepEqual(rows.slice(4, 10), ["  SELECT x5", "    SELECT", "    SELECT", "    SELECT", "    SELECT", "    SELECT"]);
});

test("a filter keeps matches and what stands above them, whatever is closed", () => {
  const keep = new Uint8Array(10);
  keep[3] = 1;
  assert.deepEqual(picture(buildForest(table, "trace", false), { ...EVERYTHING, shut: true, closedGroups: new Set([0]), keep }, NAMES), [
    "# 0",
    "POST",
    "  GET model",
    "    GET /m",
  ]);
});

test("every shown item is in exactly one row, and only rows that exist are named", () => {
  fc.assert(
    fc.property(anyTable, grouping, fc.boolean(), fc.boolean(), fc.infiniteStream(fc.boolean()), (any, group, middleware, shut, coin) => {
      const forest = buildForest(any, group, middleware);
      const flip = (): Set<number> => new Set(Array.from({ length: any.count }, (_, i) => i).filter(() => coin.next().value));
      const rows = layoutRows(forest, {
        shut,
        toggled: flip(),
        openAlike: flip(),
        closedGroups: new Set([...flip()].slice(0, 1)),
        keep: null,
      });
      const own = new Map<number, number>();
      for (let row = 0; row < rows.count; row++) {
        if (rows.kind[row] !== ITEM) continue;
        assert.equal(own.has(rows.subject[row]!), false, "an item has one row of its own at most");
        own.set(rows.subject[row]!, row);
      }
      for (let i = 0; i < any.count; i++) {
        if (forest.shown[i] === 0) assert.equal(rows.rowOfItem[i], -1);
        else {
          assert.ok(rows.rowOfItem[i]! >= 0 && rows.rowOfItem[i]! < rows.count);
          if (own.has(i)) assert.equal(own.get(i), rows.rowOfItem[i]);
        }
      }
    }),
  );
});

test("with everything open each shown item has a row of its own or shares its alike's", () => {
  fc.assert(
    fc.property(anyTable, grouping, (any, group) => {
      const forest = buildForest(any, group, true);
      const rows = layoutRows(forest, EVERYTHING);
      let items = 0;
      for (let row = 0; row < rows.count; row++)
        items += rows.kind[row] === ITEM ? 1 : rows.kind[row] === ALIKE ? forest.alikeCount[rows.subject[row]!]! : 0;
      assert.equal(items, any.count);
    }),
  );
});

test("closing and opening again gives the same rows", () => {
  fc.assert(
    fc.property(
      anyTable.chain((any) => fc.tuple(fc.constant(any), someItems(any.count))),
      ([any, closed]) => {
        const forest = buildForest(any, "trace", false);
        const before = layoutRows(forest, EVERYTHING);
        const during = layoutRows(forest, { ...EVERYTHING, toggled: closed });
        assert.ok(during.count <= before.count);
        assert.deepEqual(layoutRows(forest, { ...EVERYTHING, toggled: new Set() }), before);
        // All closed but all exceptions is all open.
        const all = new Set(Array.from({ length: any.count }, (_, i) => i));
        assert.deepEqual(layoutRows(forest, { ...EVERYTHING, shut: true, toggled: all }), before);
      },
    ),
  );
});

test("siblings stand by start, children below their parent and one deeper", () => {
  fc.assert(
    fc.property(anyTable, grouping, (any, group) => {
      const forest = buildForest(any, group, false);
      for (let i = 0; i < any.count; i++) {
        for (let k = forest.childStart[i]! + 1; k < forest.childStart[i + 1]!; k++)
          assert.ok(any.start[forest.childList[k - 1]!]! <= any.start[forest.childList[k]!]!);
      }
      const rows = layoutRows(forest, { ...EVERYTHING, openAlike: new Set(Array.from({ length: any.count }, (_, i) => i)) });
      for (let i = 0; i < any.count; i++) {
        const above = forest.parent[i]!;
        if (above < 0 || forest.shown[i] === 0) continue;
        assert.ok(rows.rowOfItem[i]! > rows.rowOfItem[above]!);
      }
    }),
  );
});
