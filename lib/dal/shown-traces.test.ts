import assert from "node:assert/strict";
import { test } from "node:test";
import { viewerAs } from "../auth/test-viewer.ts";
import type { Viewer } from "../auth/viewer.ts";
import { err, ok } from "../base/result.ts";
import { unixMs } from "../base/time.ts";
import { provideRuntime } from "../runtime.ts";
import type { TraceQuery, TraceSummary } from "../trace/search.ts";
import type { TraceId } from "../trace/span.ts";
import { fixtureRuntime, fixtureSource, NOW } from "./fixture-runtime.ts";
import { findTraces } from "./spread-traces.ts";

const viewer: Viewer = viewerAs("developer");
const HOUR_MS = 3_600_000;

/** Newest first, one a second back from now; two of three are heartbeats. */
const kept: readonly TraceSummary[] = Array.from({ length: 3600 }, (_, i) => ({
  traceId: (i + 1).toString(16).padStart(32, "0") as TraceId,
  rootService: "crm",
  rootOperation: i % 3 === 0 ? "confirm order" : "heartbeat",
  startedAt: unixMs(NOW - i * 1000),
  durationMs: 5,
  spanCount: i % 3 === 0 ? 8 : 1,
  errorCount: 0,
  services: ["crm"],
  orderIds: i % 3 === 0 ? [String(i)] : [],
  source: "embedded",
}));
const asked: TraceQuery[] = [];
const search = async (query: TraceQuery) => {
  asked.push(query);
  const within = kept.filter((one) => one.startedAt >= (query.from ?? 0) && one.startedAt < (query.to ?? Infinity));
  const start = Number(query.cursor ?? 0);
  const end = start + query.limit;
  return ok({ items: within.slice(start, end), nextCursor: end < within.length ? String(end) : null, partial: false, warnings: [] });
};
const find = async (query: string) => {
  const page = await findTraces(viewer, new URLSearchParams(query));
  assert.ok(page.ok, JSON.stringify(page));
  return page.value;
};
const range = `from=${new Date(NOW - HOUR_MS).toISOString()}&to=${new Date(NOW + 1).toISOString()}`;

test("housekeeping is left out only where that is asked, and said how much; going on by the cursor skips and repeats nothing", async () => {
  provideRuntime(fixtureRuntime({ sources: [fixtureSource({ id: "embedded", search })] }));
  assert.equal((await find("limit=30")).items.length, 30);
  const seen: string[] = [];
  let hidden = 0;
  for (let cursor: string | null = ""; cursor !== null; ) {
    const page = await find(`limit=60&housekeeping=hide${cursor === "" ? "" : `&cursor=${encodeURIComponent(cursor)}`}`);
    assert.ok(page.items.length <= 60);
    seen.push(...page.items.map((one) => one.traceId));
    hidden += page.hidden ?? 0;
    cursor = page.nextCursor;
  }
  assert.deepEqual(
    seen,
    kept.filter((one) => one.spanCount > 1).map((one) => one.traceId),
  );
  assert.equal(hidden, 2400);
});

test("a list of nothing but housekeeping costs a bounded number of questions", async () => {
  asked.length = 0;
  provideRuntime(
    fixtureRuntime({
      sources: [
        fixtureSource({
          id: "embedded",
          search: async (query) => {
            asked.push(query);
            return ok({ items: kept.slice(1, 2), nextCursor: "x", partial: false, warnings: [] });
          },
        }),
      ],
    }),
  );
  const page = await find("limit=60&housekeeping=hide");
  assert.equal(page.items.length, 0);
  assert.ok(page.nextCursor !== null && asked.length <= 8, `${asked.length}`);
});

test("spread over a range, every part of it is in the answer, and it says that it is a sample", async () => {
  provideRuntime(fixtureRuntime({ sources: [fixtureSource({ id: "embedded", search })] }));
  const page = await find(`${range}&limit=120&spread=12&housekeeping=hide`);
  assert.equal(page.sampled, true);
  assert.equal(page.nextCursor, null);
  const parts = new Set(page.items.map((one) => Math.floor((NOW - Date.parse(one.startedAt)) / (HOUR_MS / 12))));
  assert.equal(parts.size, 12);
  assert.ok(page.items.length <= 120);
});

test("a source that is down is waited for once, not in every part of the range", async () => {
  let calls = 0;
  let now = NOW;
  const down = async () => {
    calls++;
    now = unixMs(now + waited);
    return err({ kind: "timeout" as const, source: "jaeger", detail: "too slow", retryAfterMs: null });
  };
  const sources = [fixtureSource({ id: "embedded", search }), fixtureSource({ id: "jaeger", search: down })];
  provideRuntime({ ...fixtureRuntime({ sources }), clock: () => now });
  let waited = 30_000;
  const page = await find(`${range}&limit=120&spread=12&housekeeping=hide`);
  assert.equal(page.partial, true);
  assert.equal(calls, 1);
  waited = 5;
  const quick = await find(`${range}&limit=120&spread=12&housekeeping=hide`);
  assert.deepEqual([quick.partial, quick.sampled], [true, true], "one that says no at once takes nothing from the others' picture");
});

test("the slower a source, the fewer its slices; one that is too slow gives its newest page", async () => {
  let now = NOW;
  let calls = 0;
  let took = 900;
  const slow = async (query: TraceQuery) => {
    calls++;
    now = unixMs(now + took);
    return search(query);
  };
  provideRuntime({ ...fixtureRuntime({ sources: [fixtureSource({ id: "embedded", search: slow })] }), clock: () => now });
  assert.equal((await find(`${range}&limit=120&spread=24`)).sampled, true);
  assert.equal(calls, 1 + 10);
  took = 5_000;
  assert.ok((await find(`${range}&limit=120&spread=24`)).nextCursor !== null);
  assert.equal(calls, 1 + 10 + 1);
});

test("what one page holds is no sample, and without a beginning there is nothing to spread over", async () => {
  provideRuntime(fixtureRuntime({ sources: [fixtureSource({ id: "embedded", search })] }));
  const short = `from=${new Date(NOW - 60_000).toISOString()}`;
  assert.equal((await find(`${short}&limit=120&spread=12`)).sampled, undefined);
  assert.ok((await find("limit=120&spread=12")).nextCursor !== null);
});

test("a source that fails midway gives what was found, says why, and can be asked on from there", async () => {
  let calls = 0;
  const flaky = async (query: TraceQuery) =>
    calls++ === 0 ? search(query) : err({ kind: "timeout" as const, source: "embedded", detail: "too slow", retryAfterMs: null });
  provideRuntime(fixtureRuntime({ sources: [fixtureSource({ id: "embedded", search: flaky })] }));
  const page = await find("limit=60&housekeeping=hide");
  assert.equal(page.items.length, 20);
  assert.equal(page.partial, true);
  assert.match(page.warnings.join(), /too slow/);
  assert.ok(page.nextCursor);
});
