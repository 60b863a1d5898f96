import assert from "node:assert/strict";
import { test } from "node:test";
import { unixMs } from "#lib/base/time";
import { SCENARIO_NAMES } from "./scenarios.ts";
import { type Simulation, simulate } from "./simulate.ts";
import type { TruthRow } from "./truth/row.ts";
import { PROMISES } from "./truth/steps.ts";

const OPENED = Date.UTC(2026, 10, 23, 9);
const HOUR = 3_600_000;
const live = (options: Partial<Parameters<typeof simulate>[0]> & { hours: number }): Simulation =>
  simulate({ seed: 1, ordersPerMinute: 20, from: unixMs(OPENED), to: unixMs(OPENED + options.hours * HOUR), ...options });

const threeHours = live({ hours: 3 });
const settled = (row: TruthRow): boolean => row.expect !== null && Date.parse(row.expect.from) + 160_000 < OPENED + 3 * HOUR;

test("three hours hold every scenario, each with rows that are judged and due", () => {
  const names = new Set(threeHours.truth.filter(settled).flatMap((row) => [row.scenario, ...row.telemetry]));
  assert.deepEqual(
    [...SCENARIO_NAMES].filter((name) => !names.has(name)),
    [],
  );
});

test("nine of ten executions are healthy, and at most one of twenty rows is left unjudged", () => {
  const rows = threeHours.truth;
  const share = (holds: (row: TruthRow) => boolean) => rows.filter(holds).length / rows.length;
  assert.ok(share((row) => row.scenario === "healthy") > 0.88);
  assert.ok(share((row) => row.expect === null) <= 0.05);
});

test("every row is in the contract's form: known words, times in order, one for each attempt, never an accusation it expects", () => {
  const keys = new Set<string>();
  for (const row of threeHours.truth) {
    const key = `${row.chainId} ${row.orderId ?? row.traceIds[0]} ${row.attempt}`;
    assert.ok(!keys.has(key), `twice: ${key}`);
    keys.add(key);
    assert.deepEqual(
      row.steps.map((step) => step.stepId),
      PROMISES[row.chainId as keyof typeof PROMISES].map((step) => step.id),
    );
    assert.equal(row.orderId === null, row.chainId === "active-orders");
    assert.ok(row.traceIds.length > 0 && row.traceIds.every((id) => /^[0-9a-f]{32}$/.test(id)));
    const reached = row.steps.flatMap((step) => (step.at === null ? [] : [Date.parse(step.at)]));
    assert.ok(
      reached.every((at, i) => i === 0 || at >= reached[i - 1]!),
      key,
    );
    if (!row.expect) continue;
    assert.ok(Date.parse(row.expect.from) >= Date.parse(row.startedAt), key);
    assert.ok(!row.never.includes(row.expect.state!), key);
    const causes = { done: null, "done-late": "slow", "cannot-tell": "telemetry-gap" } as Record<string, string | null>;
    if (row.expect.state! in causes) assert.equal(row.expect.cause, causes[row.expect.state!], key);
    if (["stuck", "failed", "cannot-tell"].includes(row.expect.state!)) assert.ok(row.expect.stepId, key);
  }
});

test("each scenario without a period around it gives the word of DOMAIN's table", () => {
  const words: Record<string, readonly string[]> = {
    healthy: ["done/null"],
    "lost-message": ["stuck/never-consumed"],
    "consumer-failing": ["stuck/dead-lettered"],
    "db-lock-timeout": ["failed/timed-out"],
    "storage-timeout": ["failed/timed-out"],
    "mes-error": ["failed/error"],
    "confirmation-lost": ["stuck/silent"],
    "slow-list": ["done-late/slow"],
    "duplicate-delivery": ["done/null"],
    "context-lost": ["done/null"],
    links: ["done/null"],
  };
  const said = new Map<string, Set<string>>();
  for (const { scenario, telemetry, expect } of threeHours.truth) {
    if (telemetry.length === 0 && expect) said.set(scenario, (said.get(scenario) ?? new Set()).add(`${expect.state}/${expect.cause}`));
  }
  for (const [scenario, word] of Object.entries(words)) assert.deepEqual([...(said.get(scenario) ?? [])], word, scenario);
});

test("an outage and a backlog only make late what ends well", () => {
  for (const { scenario, telemetry, expect } of threeHours.truth) {
    if (scenario !== "healthy" || !expect || telemetry.length !== 1) continue;
    if (["service-down", "backlog"].includes(telemetry[0]!)) assert.ok(["done", "done-late"].includes(expect.state!), telemetry[0]);
    if (["late-spans", "skewed-clock"].includes(telemetry[0]!)) assert.equal(expect.state, "done");
  }
});

test("the same seed gives the same orders, ids and relative times, whenever it is started; another seed gives others", () => {
  const relative = (simulation: Simulation, openedAt: number) =>
    simulation.batches.flatMap((batch) =>
      batch.spans.map((span) => [
        batch.arrivedAt - openedAt,
        span.traceId,
        span.spanId,
        span.name,
        span.startUnixNs - BigInt(openedAt) * 1_000_000n,
        span.durationNs,
      ]),
    );
  const hour = 0.3;
  const one = live({ hours: hour, seed: 5 });
  const later = OPENED + 987_654_321;
  const other = simulate({ seed: 5, ordersPerMinute: 20, from: unixMs(later), to: unixMs(later + hour * HOUR) });
  assert.deepEqual(relative(other, later), relative(one, OPENED));
  assert.deepEqual(
    other.truth.map((row) => [row.orderId, row.scenario, row.traceIds]),
    one.truth.map((row) => [row.orderId, row.scenario, row.traceIds]),
  );
  assert.notDeepEqual(relative(live({ hours: hour, seed: 6 }), OPENED).slice(0, 50), relative(one, OPENED).slice(0, 50));
});

test("only what is named happens after all=0", () => {
  const { truth } = live({
    hours: 0.5,
    scenarios: [
      ["all", 0],
      ["lost-message", 1],
    ],
  });
  assert.deepEqual(
    new Set(truth.filter((row) => row.orderId).map((row) => `${row.chainId} ${row.scenario}`)),
    new Set(["order-creation lost-message"]),
  );
  assert.ok(truth.every((row) => row.telemetry.length === 0));
});

test("a chain begins only after the one before it ended well", () => {
  const byOrder = new Map<string, TruthRow[]>();
  for (const row of threeHours.truth) if (row.orderId) byOrder.set(row.orderId, [...(byOrder.get(row.orderId) ?? []), row]);
  for (const rows of byOrder.values()) {
    // A second attempt that nobody saw has no row, so that the first one's seems to come before the confirmation.
    if (rows.some((row) => row.scenario === "storage-timeout")) continue;
    const at = (chainId: string, end: boolean) =>
      rows
        .filter((row) => row.chainId === chainId)
        .map((row) => (end ? row.steps.at(-1)!.at : row.startedAt))
        .at(-1);
    const [created, asked, priced, confirmed] = [
      at("order-creation", true),
      at("price-calculation", false),
      at("price-calculation", true),
      at("order-confirmation", false),
    ];
    if (asked && rows.some((row) => row.chainId === "order-creation")) assert.ok(created && created < asked, rows[0]!.orderId!);
    if (confirmed && asked) assert.ok(priced && priced < confirmed, rows[0]!.orderId!);
  }
});

test("spans arrive after they ended, within 5 s where nothing delays them, and each live instance is heard every few seconds", () => {
  const { batches } = live({ hours: 0.5, scenarios: [["all", 0]] });
  const beats = new Map<string, number>();
  for (const batch of batches) {
    for (const span of batch.spans) {
      const endedAt = Number((span.startUnixNs + BigInt(span.durationNs)) / 1_000_000n);
      assert.ok(batch.arrivedAt >= endedAt && batch.arrivedAt - endedAt <= 5_000);
      if (span.name === "heartbeat") beats.set(span.resource.instance!, (beats.get(span.resource.instance!) ?? 0) + 1);
    }
  }
  assert.ok(beats.size >= 12);
  for (const count of beats.values()) assert.ok(count >= 0.5 * 720 - 3);
});

test("kept traces of a sampling service say so, and keep one in ten; a silent service is heard of nothing", () => {
  const { batches } = live({
    hours: 3,
    scenarios: [
      ["all", 0],
      ["sampled", 1],
    ],
  });
  const kept = batches.flatMap((batch) => batch.spans).filter((span) => span.traceState !== null);
  assert.ok(kept.length > 1_000);
  assert.ok(kept.every((span) => span.traceState === "ot=th:e6666666666668" && span.traceId.slice(18) >= "e6666666666668"));
});
