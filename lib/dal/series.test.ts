import assert from "node:assert/strict";
import { after, test } from "node:test";
import { unixMs } from "../base/time.ts";
import { operationScope } from "../contract/scope.ts";
import type { ServiceStatus } from "../pipeline/status.ts";
import { countOne, tallyOne } from "../rollups/cell.ts";
import { cellOf, createDelta, type Delta, seriesOf } from "../rollups/delta.ts";
import { provideRuntime } from "../runtime.ts";
import { openStore } from "../store/open.ts";
import { fixtureRuntime } from "./fixture-runtime.ts";
import { getHeatmap } from "./heatmap.ts";
import { addMarker, listMarkers } from "./markers.ts";
import { getSeries } from "./series.ts";
import { toCsv } from "./series-csv.ts";
import { getService } from "./service-dashboards.ts";

const NOW = unixMs(Date.UTC(2026, 10, 23, 12, 0, 30));
const MINUTE = Math.floor(NOW / 60_000);
const store = await openStore({ url: "sqlite::memory:", clock: () => NOW });
after(() => store.close());
const at = (minute: number) => new Date(minute * 60_000).toISOString();
const viewer = { name: "lead" } as Parameters<typeof addMarker>[0];

/** Heard from an hour ago on, each minute but the 20th to the 15th before now, which nobody heard. */
const heard = (minute: number) => minute < MINUTE - 20 || minute >= MINUTE - 15;
const delta: Delta = createDelta();
for (let minute = MINUTE - 60; minute < MINUTE; minute++) {
  if (!heard(minute)) continue;
  tallyOne(cellOf(seriesOf(delta, "cover", "mes-api"), minute), 0);
  // Requests in the first half hour only.
  if (minute < MINUTE - 30)
    for (let n = 1; n <= 10; n++) countOne(cellOf(seriesOf(delta, "service", "mes-api"), minute), n === 1 ? "timeout" : "success", n * 1e6);
}
countOne(cellOf(seriesOf(delta, "operation", "a/b", "GET /x/y"), MINUTE - 40), "error", 7e6);
countOne(cellOf(seriesOf(delta, "operation", "mes-api", "mail to anna@example.com"), MINUTE - 40), "success", 7e6);
tallyOne(cellOf(seriesOf(delta, "cover", "a/b"), MINUTE - 40), 0);
seriesOf(delta, "others", "a/b").minutes.set(MINUTE - 40, cellOf(seriesOf(createDelta(), "others", "x"), 0));
await store.index.commit({ sourceId: "s", cursor: null, orders: [], executions: [], state: [], rollups: { delta, counted: [] } });

const service = (gaps: ServiceStatus["gaps"]): ServiceStatus => ({
  ...{ service: "mes-api", watermark: NOW, instances: [], gaps, noticedAfterMs: 60_000, sampled: null },
});
const gap = { from: unixMs((MINUTE - 20) * 60_000), to: unixMs((MINUTE - 15) * 60_000), instance: null };
const fixture = fixtureRuntime({ clock: () => NOW, rollups: store.rollups });
provideRuntime({
  ...fixture,
  pipeline: { ...fixture.pipeline, status: () => ({ ...fixture.pipeline.status(), services: [service([gap])] }) },
});

const ask = (query: Readonly<Record<string, string>>) => getSeries(viewer, new URLSearchParams(query));
async function points(query: Readonly<Record<string, string>>) {
  const answer = await ask(query);
  assert.ok(answer.ok, JSON.stringify(answer));
  return answer.value.points;
}
async function refused(query: Readonly<Record<string, string>>, field: string) {
  const answer = await ask(query);
  assert.ok(!answer.ok && answer.error.kind === "bad-request", JSON.stringify(query));
  assert.equal(answer.error.field, field);
}

test("counted where something happened, 0 where nothing did, null in a gap, before the first telemetry, and in times to come", async () => {
  const found = await points({ scope: "service:mes-api", from: at(MINUTE - 70), to: at(MINUTE + 5), step: "60" });
  assert.equal(found.length, 75);
  for (const [index, point] of found.entries()) {
    const minute = MINUTE - 70 + index;
    const expected = minute < MINUTE - 60 || !heard(minute) || minute > MINUTE ? null : minute < MINUTE - 30 ? 10 : 0;
    assert.equal(point.count, expected, point.at);
    assert.equal(point.timeouts, expected === 10 ? 1 : expected);
    assert.equal(point.meanMs, expected === 10 ? 5.5 : null);
    assert.equal(point.at, at(minute));
  }
});

test("an operation's name may hold slashes, and so may its service's", async () => {
  for (const scope of ["operation:a%2Fb/GET%20%2Fx%2Fy", "operation:a/b/GET /x/y"]) {
    const found = await points({ scope, from: at(MINUTE - 40), to: at(MINUTE - 39), step: "60" });
    assert.deepEqual([scope, found.map(({ count, errors, p50Ms }) => [count, errors, p50Ms !== null])], [scope, [[1, 1, true]]]);
  }
});

test("an operation whose name carries a person's address is given masked, and found again by the masked name", async () => {
  const services = await getService(viewer, new URLSearchParams({ name: "mes-api", from: at(MINUTE - 60), to: at(MINUTE) }));
  assert.ok(services.ok);
  const shown = services.value.operations.map(({ operation }) => operation).find((name) => name?.startsWith("mail to "))!;
  assert.doesNotMatch(JSON.stringify(services.value), /anna@example/);
  const found = await points({ scope: operationScope("mes-api", shown), from: at(MINUTE - 40), to: at(MINUTE - 39), step: "60" });
  assert.deepEqual(
    found.map(({ count }) => count),
    [1],
  );
});

test("an operation that is among its service's others has unknown counts, and the answer says why", async () => {
  const answer = await ask({ scope: "operation:a%2Fb/never tracked", from: at(MINUTE - 40), to: at(MINUTE - 38), step: "60" });
  assert.ok(answer.ok && answer.value.partial && /others/.test(answer.value.warnings.join()));
  assert.ok(answer.ok && answer.value.points.every(({ count }) => count === null));
});

test("a service that nobody has heard of is an empty truth: points without counts", async () => {
  const found = await points({ scope: "service:nobody", from: at(MINUTE - 10), to: at(MINUTE), step: "60" });
  assert.deepEqual([found.length, found.every(({ count }) => count === null)], [10, true]);
});

test("longer steps are sums of shorter ones", async () => {
  const range = { scope: "service:mes-api", from: at(MINUTE - 60), to: at(MINUTE) };
  const sum = async (step: string) => (await points({ ...range, step })).reduce((all, { count }) => all + (count ?? 0), 0);
  assert.deepEqual([await sum("60"), await sum("300"), await sum("3600"), await sum("86400")], [300, 300, 300, 300]);
});

test("what cannot be answered is refused with the field's name and the cure", async () => {
  const good = { scope: "service:mes-api", from: at(MINUTE - 10), to: at(MINUTE), step: "60" };
  await refused({ ...good, scope: "" }, "scope");
  await refused({ ...good, scope: "planet:mars" }, "scope");
  await refused({ ...good, scope: "operation:mes-api" }, "scope");
  await refused({ ...good, scope: "chain:no-such" }, "scope");
  await refused({ ...good, scope: "step:order-creation/no-such" }, "scope");
  await refused({ ...good, step: "7" }, "step");
  await refused({ ...good, step: "sixty" }, "step");
  await refused({ ...good, from: good.to, to: good.from }, "from");
  await refused({ ...good, to: good.from }, "from");
  await refused({ ...good, from: "yesterday" }, "from");
  await refused({ ...good, to: "2026-02-30T00:00:00Z" }, "to");
  await refused({ ...good, from: "2026-11-20T00:00:00Z" }, "step");
  await refused({ ...good, from: "2026-11-20T00:00:00Z", step: "300" }, "step");
  await refused({ ...good, from: "2026-07-01T00:00:00Z", step: "3600" }, "step");
  await refused({ ...good, to: "2126-01-01T00:00:00Z" }, "step");
  await refused({ ...good, format: "xml" }, "format");
});

test("left out, range and step are all that is kept, in about as many points as a chart shows", async () => {
  const found = await points({ scope: "service:mes-api" });
  assert.deepEqual([found[0]!.at, found.length], [at(MINUTE - 60), 61]);
});

test("the heatmap's counts are the series' own, in buckets that rise from 0", async () => {
  const answer = await getHeatmap(
    viewer,
    new URLSearchParams({ scope: "service:mes-api", from: at(MINUTE - 60), to: at(MINUTE), step: "60" }),
  );
  assert.ok(answer.ok);
  const { buckets, counts, times, failed } = answer.value;
  assert.ok(buckets.length <= 60 && buckets[0] === 0 && buckets.every((bound, row) => row === 0 || bound > buckets[row - 1]!));
  assert.deepEqual([times.length, counts.length, failed.length], [60, 60, 60]);
  assert.deepEqual(
    counts.slice(0, 30).map((column) => column!.reduce((sum, count) => sum + count, 0)),
    Array(30).fill(10),
  );
  assert.equal(counts[45 - 3], null);
  assert.deepEqual(counts[35], []);
});

test("as CSV: a line a point, nothing where nothing is known", async () => {
  const answer = await ask({ scope: "service:mes-api", from: at(MINUTE - 61), to: at(MINUTE - 59), step: "60" });
  assert.ok(answer.ok);
  const [head, before, first] = toCsv(answer.value).split("\r\n");
  assert.equal(head, "at,count,errors,timeouts,meanMs,p50Ms,p95Ms,p99Ms");
  assert.equal(before, `${at(MINUTE - 61)},,,,,,,`);
  assert.match(first!, new RegExp(`^${at(MINUTE - 60)},10,0,1,5\\.5,`));
});

test("a marker says when and what; what it lacks is named", async () => {
  const added = await addMarker(viewer, { at: at(MINUTE), text: " выкатили crm-api 1.4 ", service: "crm-api" });
  assert.ok(added.ok);
  assert.deepEqual([added.value.text, added.value.by, added.value.at], ["выкатили crm-api 1.4", "lead", at(MINUTE)]);
  const listed = await listMarkers(viewer, new URLSearchParams({ from: at(MINUTE), to: at(MINUTE + 1) }));
  assert.ok(listed.ok && listed.value.items.length === 1);
  for (const [field, body] of [
    ["at", { text: "x" }],
    ["at", { at: "soon", text: "x" }],
    ["at", { at: 17, text: "x" }],
    ["text", { at: at(MINUTE) }],
    ["text", { at: at(MINUTE), text: "   " }],
    ["text", { at: at(MINUTE), text: "x".repeat(501) }],
    ["service", { at: at(MINUTE), text: "x", service: 5 }],
    ["body", null],
    ["body", []],
  ] as const) {
    const answer = await addMarker(viewer, body);
    assert.ok(!answer.ok && answer.error.kind === "bad-request", JSON.stringify(body));
    assert.equal(answer.error.field, field, JSON.stringify(body));
  }
});
