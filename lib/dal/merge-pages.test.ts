import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { unixMs } from "../base/time.ts";
import type { TracePage, TraceSummary } from "../trace/search.ts";
import type { TraceId } from "../trace/span.ts";
import { mergePages, mergeSummaries, type SourcePage, type Stand } from "./merge-pages.ts";

const summary = (id: number, startedAt: number, source: string): TraceSummary => ({
  traceId: id.toString(16).padStart(32, "0") as TraceId,
  rootService: "mes-api",
  rootOperation: "POST /orders",
  startedAt: unixMs(startedAt),
  durationMs: 5,
  spanCount: 1,
  errorCount: 0,
  services: ["mes-api"],
  orderIds: [],
  source,
});

/** Newest first, ties by id, like every source: its own cursor is how many were given. */
function askFake(all: readonly TraceSummary[], stand: Stand, limit: number): TracePage {
  const rows = all.toSorted((a, b) => b.startedAt - a.startedAt || (a.traceId < b.traceId ? -1 : 1));
  const from = Number(stand.cursor ?? 0);
  const items = rows.slice(from, from + limit);
  return { items, nextCursor: from + limit < rows.length ? String(from + limit) : null, partial: false, warnings: [] };
}

function readAll(sources: Readonly<Record<string, readonly TraceSummary[]>>, limit: number): readonly TraceSummary[] {
  const seen: TraceSummary[] = [];
  let stands: Readonly<Record<string, Stand>> = Object.fromEntries(Object.keys(sources).map((id) => [id, {}]));
  for (let round = 0; Object.keys(stands).length > 0; round++) {
    assert.ok(round < 200, "the pages come to an end");
    const pages = Object.entries(stands).map(([id, asked]): SourcePage => ({ id, asked, page: askFake(sources[id]!, asked, limit) }));
    const merged = mergePages(pages, limit);
    assert.ok(merged.items.length <= limit);
    seen.push(...merged.items);
    stands = merged.next;
  }
  return seen;
}

test("whatever lies where, every trace is listed, newest first, once, and names all the sources that have it", () => {
  const where = fc.record({ at: fc.integer({ min: 0, max: 10_000 }), left: fc.boolean(), right: fc.boolean() });
  fc.assert(
    fc.property(fc.uniqueArray(where, { selector: ({ at }) => at, maxLength: 60 }), fc.integer({ min: 1, max: 9 }), (drawn, limit) => {
      const traces = drawn.filter(({ left, right }) => left || right);
      const side = (name: "left" | "right") => traces.filter((one) => one[name]).map(({ at }) => summary(at + 1, at, name));
      const seen = readAll({ left: side("left"), right: side("right") }, limit);
      const expected = traces
        .toSorted((a, b) => b.at - a.at)
        .map(({ at, left, right }) => [at, [left && "left", right && "right"].filter(Boolean).join(", ")]);
      assert.deepEqual(
        seen.map(({ startedAt, source }) => [startedAt, source]),
        expected,
      );
    }),
  );
});

test("many traces of one moment end too, though they fill pages", () => {
  const many = Array.from({ length: 20 }, (_, at) => summary(at + 1, 5_000, "left"));
  const seen = readAll({ left: many, right: [summary(99, 5_000, "right")] }, 4);
  assert.equal(seen.length, 21);
  assert.equal(new Set(seen.map(({ traceId }) => traceId)).size, 21);
});

test("two halves of a trace are one row from the first start to the last end", () => {
  const one = { ...summary(1, 1_000, "jaeger"), durationMs: 20, spanCount: 3, services: ["mes-api"] };
  const other = { ...summary(1, 1_500, "tempo"), durationMs: 900, spanCount: 4, services: ["crm-api"], orderIds: ["48213"] };
  for (const merged of [mergeSummaries(one, other), mergeSummaries(other, one)]) {
    assert.deepEqual(
      [merged.startedAt, merged.durationMs, merged.spanCount, merged.services.toSorted(), merged.orderIds, merged.source],
      [1_000, 1_400, 4, ["crm-api", "mes-api"], ["48213"], "jaeger, tempo"],
    );
  }
});
