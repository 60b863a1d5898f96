import assert from "node:assert/strict";
import { after, test } from "node:test";
import { HOUR_MS, MINUTE_MS, nsToMs, unixMs } from "#lib/base/time";
import { defaultChains } from "#lib/chains/load";
import { getBehind } from "#lib/dal/behind";
import { getChainDashboard } from "#lib/dal/chain-dashboards";
import { getCoverage } from "#lib/dal/coverage";
import { getDependencies } from "#lib/dal/dependencies";
import { getKpis } from "#lib/dal/kpis";
import { getSeries } from "#lib/dal/series";
import { createPipeline } from "#lib/pipeline/pipeline";
import { provideRuntime, type Runtime, runtime } from "#lib/runtime";
import { createEmbeddedSource } from "#lib/sources/embedded/embedded-source";
import type { PipelineRound } from "#lib/store/index-store";
import { openStore } from "#lib/store/open";
import { operationStatus } from "#lib/trace/operation-status";
import { carriedIds } from "#lib/trace/order-ids";
import { simulate } from "../simulate.ts";

/** The company's spans counted by hand, held against what the series say of them. */
const END = unixMs(Date.UTC(2026, 10, 23, 12, 0, 0));
const FROM = unixMs(END - HOUR_MS);
const simulation = simulate({ seed: 17, ordersPerMinute: 20, from: FROM, to: END });
const spans = simulation.batches.flatMap((batch) => batch.spans);
const chains = defaultChains();
const store = await openStore({ url: "sqlite::memory:", clock: () => END, orderKeys: chains.orderKeys });
after(() => store.close());

const open = () =>
  createPipeline({
    ...{ sources: [createEmbeddedSource(store.spans)], index: store.index, rollups: store.rollups, chains },
    clock: () => END,
    log: () => undefined,
  });
let pipeline = open();

/** In two halves, each span's trace cut wherever the time falls; every third round dies at its commit and is done once more by a new pipeline. */
const halves = [spans.filter((_, at) => at % 2 === 0), spans.filter((_, at) => at % 2 === 1)];
const { commit } = store.index;
let rounds = 0;
Object.assign(store.index, {
  commit: (round: PipelineRound) => (++rounds % 3 === 0 ? Promise.reject(new Error("killed")) : commit(round)),
});
for (const half of halves) {
  for (let from = 0; from < half.length; from += 5_000) await store.spans.append(half.slice(from, from + 5_000), END);
  for (let done = false; !done; ) {
    done = await pipeline.runOnce().then(
      () => true,
      () => false,
    );
    if (!done) pipeline = open();
  }
}
Object.assign(store.index, { commit });
provideRuntime({
  pseudonymKey: new Uint8Array(32),
  ...{ clock: () => END, chains, sources: [], index: store.index, rollups: store.rollups, cases: store.cases, pipeline },
} as unknown as Runtime);
const viewer = {} as Parameters<typeof getSeries>[0];
const range = { from: new Date(FROM).toISOString(), to: new Date(END).toISOString() };

const entries = spans.filter((span) => span.kind === "server" || span.kind === "consumer");
const startMs = (span: (typeof spans)[number]) => nsToMs(span.startUnixNs);

/** Between the values of the ranks around ⌈q·n⌉, give or take 1/64. */
function holdQuantile(values: readonly number[], q: number, found: number | null, what: string): void {
  const sorted = values.toSorted((a, b) => a - b);
  const exact = sorted[Math.max(1, Math.ceil(q * sorted.length)) - 1]!;
  assert.ok(found !== null && Math.abs(found - exact) <= exact / 64 + 0.001, `${what}: ${found} for ${exact}`);
}

test("there were kills, and enough spans to speak of", () => {
  assert.ok(rounds > 20 && spans.length > 40_000);
});

for (const service of ["mes-api", "crm-api", "storage-3d"]) {
  test(`every minute of ${service}: counts, errors, timeouts and means exact, quantiles within 1/64, after kills and re-scans`, async () => {
    const answer = await getSeries(viewer, new URLSearchParams({ ...range, scope: `service:${service}`, step: "60" }));
    assert.ok(answer.ok);
    assert.equal(answer.value.points.length, 60);
    for (const [minute, point] of answer.value.points.entries()) {
      const from = FROM + minute * MINUTE_MS;
      const own = entries.filter((span) => span.resource.service === service && startMs(span) >= from && startMs(span) < from + MINUTE_MS);
      if (own.length === 0) {
        assert.ok(point.count === 0 || point.count === null);
        continue;
      }
      const statuses = own.map(operationStatus);
      const durations = own.map((span) => span.durationNs / 1e6);
      const count = (status: string) => statuses.filter((one) => one === status).length;
      assert.deepEqual([point.count, point.errors, point.timeouts], [own.length, count("error"), count("timeout")], point.at);
      const mean = durations.reduce((sum, ms) => sum + ms, 0) / own.length;
      assert.ok(Math.abs(point.meanMs! - mean) < 1e-6 * mean + 1e-6);
      holdQuantile(durations, 0.5, point.p50Ms, point.at);
      holdQuantile(durations, 0.95, point.p95Ms, point.at);
      holdQuantile(durations, 0.99, point.p99Ms, point.at);
    }
  });
}

test("an operation's spans of any kind are counted, its name percent-encoded or not", async () => {
  const own = spans.filter((span) => span.resource.service === "mes-api" && span.name === "POST /api/v1/orders/{id}/price");
  assert.ok(own.length > 500);
  for (const scope of [
    "operation:mes-api/POST /api/v1/orders/{id}/price",
    `operation:mes-api/${encodeURIComponent("POST /api/v1/orders/{id}/price")}`,
  ]) {
    const answer = await getSeries(viewer, new URLSearchParams({ ...range, scope, step: "3600" }));
    assert.ok(answer.ok);
    assert.equal(
      answer.value.points.reduce((sum, { count }) => sum + (count ?? 0), 0),
      own.length,
    );
  }
});

async function allExecutions() {
  const all = [];
  let cursor: string | undefined;
  do {
    const page = await store.index.listExecutions({ limit: 500, cursor });
    all.push(...page.items);
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined);
  return all;
}

test("the four figures are those of the executions and spans, counted by hand", async () => {
  const answer = await getKpis(viewer, new URLSearchParams(range));
  assert.ok(answer.ok);
  const { processingTime, errorShare, onTime } = answer.value;
  const executions = await allExecutions();
  const within = (at: number | null): at is number => at !== null && at >= FROM && at < END;

  const byOrder = Map.groupBy(executions, (one) => one.execution.orderId);
  const times = [...byOrder].flatMap(([orderId, own]) => {
    if (orderId === null) return [];
    const ended = own.filter((one) => one.execution.chainId === "order-confirmation" && one.judgement.state.startsWith("done"));
    const began = own.filter((one) => one.execution.chainId === "order-creation").map((one) => one.execution.startedMs);
    const end = ended[0]?.judgement.endedMs ?? null;
    return within(end) && began.length > 0 ? [end - Math.min(...began)] : [];
  });
  assert.ok(times.length > 300);
  assert.equal(processingTime.count, times.length);
  const mean = times.reduce((sum, ms) => sum + ms, 0) / times.length;
  assert.ok(Math.abs(processingTime.meanMs! - mean) < 0.01);
  holdQuantile(times, 0.5, processingTime.medianMs, "median");
  assert.ok(processingTime.insideChainsMeanMs! < processingTime.meanMs!);

  const seen = entries.filter((span) => startMs(span) >= FROM && startMs(span) < END);
  const bad = seen.map(operationStatus).filter((status) => status !== "success");
  assert.deepEqual([errorShare.total, errorShare.errors + errorShare.timeouts], [seen.length, bad.length]);
  assert.ok(errorShare.timeouts > 0 && errorShare.errors > 0);

  for (const chain of onTime.chains) {
    const own = executions.filter(({ execution }) => execution.chainId === chain.chainId);
    const counted = own.filter(({ judgement }) => {
      const { state, endedMs, verdict } = judgement;
      return endedMs !== null ? within(endedMs) : (state === "late" || state === "stuck") && within(verdict.since);
    });
    const done = counted.filter(({ judgement }) => judgement.state === "done");
    assert.deepEqual([chain.chainId, chain.total, chain.done], [chain.chainId, counted.length, done.length]);
  }
  const three = onTime.chains.filter(({ chainId }) => chainId !== "active-orders");
  assert.equal(
    onTime.total,
    three.reduce((sum, { total }) => sum + total, 0),
  );
});

test("coverage's shares are those of the spans, counted by hand, orphans when all has arrived", async () => {
  const answer = await getCoverage(viewer, new URLSearchParams(range));
  assert.ok(answer.ok);
  const traces = new Map([...Map.groupBy(spans, (span) => span.traceId)].map(([id, own]) => [id, new Set(own.map((span) => span.spanId))]));
  for (const service of answer.value.services) {
    const own = spans.filter((span) => span.resource.service === service.service);
    const share = (holds: (span: (typeof own)[number]) => boolean) => own.filter(holds).length / own.length;
    assert.equal(service.spans, own.length);
    assert.equal(
      service.share.orderId,
      share((span) => carriedIds(span, chains.orderKeys).length > 0),
    );
    assert.equal(
      service.share.userId,
      share((span) => carriedIds(span, chains.userKeys).length > 0),
    );
    assert.equal(
      service.orphanShare,
      share((span) => span.parentSpanId !== null && !traces.get(span.traceId)!.has(span.parentSpanId)),
    );
  }
  assert.equal(answer.value.services.length, 6);
  assert.ok(answer.value.advice.some(({ attribute, service }) => attribute === "traceparent" && service === "crm-api"));
});

test("a chain's time is shared out whole, its funnel never widens where every step was seen, and no share is beyond 1", async () => {
  for (const { id } of chains.chains) {
    const answer = await getChainDashboard(viewer, id, new URLSearchParams(range));
    assert.ok(answer.ok);
    const { steps, onTime, started, now } = answer.value;
    const shares = steps.flatMap(({ timeShare, waitShare }) => [timeShare ?? 0, waitShare ?? 0]);
    assert.ok(Math.abs(shares.reduce((sum, share) => sum + share, 0) - 1) < 1e-9, id);
    assert.ok(started >= now.count && now.count > 0 && onTime.value! <= 1);
    assert.ok(steps.every(({ reached }) => reached <= started));
  }
});

test("calls between services are as many as entry spans below another's, however the two arrived", async () => {
  const answer = await getDependencies(viewer, new URLSearchParams(range));
  assert.ok(answer.ok);
  const byId = new Map(spans.map((span) => [`${span.traceId} ${span.spanId}`, span]));
  const calls = spans.filter((span) => {
    const parent = span.kind === "server" && span.parentSpanId !== null ? byId.get(`${span.traceId} ${span.parentSpanId}`) : undefined;
    return parent?.resource.service === "mes-api" && span.resource.service === "storage-3d";
  });
  const edge = answer.value.edges.find(({ caller, callee, kind }) => caller === "mes-api" && callee === "storage-3d" && kind === "call");
  assert.equal(edge?.now.count, calls.length);
});

test("behind a box lie the executions that took so long, and what they have in common", async () => {
  const query = { ...range, scope: "chain:price-calculation", minMs: "60000" };
  const answer = await getBehind(viewer, new URLSearchParams(query));
  assert.ok(answer.ok);
  const own = (await allExecutions()).filter(
    ({ execution, judgement }) => execution.chainId === "price-calculation" && judgement.endedMs !== null,
  );
  const slow = own.filter(({ judgement }) => judgement.durationMs! >= 60_000 && judgement.endedMs! >= FROM && judgement.endedMs! < END);
  assert.equal(answer.value.lookedAt.inside, slow.length);
  assert.ok(Math.abs(answer.value.count - slow.length) <= 0.05 * own.length);
  assert.ok(answer.value.orders.every(({ durationMs }) => durationMs! >= 60_000));
});

test("behind a box on a service lie its spans that took so long, their orders, and what sets them apart", async () => {
  provideRuntime({ ...runtime(), sources: [createEmbeddedSource(store.spans)] });
  const answer = await getBehind(viewer, new URLSearchParams({ ...range, scope: "service:mes-api", minMs: "50000" }));
  assert.ok(answer.ok);
  const { traces, orders, distinctive, lookedAt } = answer.value;
  assert.ok(traces.length > 0 && traces.every(({ durationMs, service }) => durationMs >= 50_000 && service === "mes-api"));
  assert.ok(orders.length > 0 && orders.every(({ durationMs }) => durationMs! >= 50_000));
  assert.ok(lookedAt.inside > 0 && lookedAt.outside > 50);
  assert.ok(distinctive.some(({ key, value }) => key === "operation_status" && value === "timeout"));
});

test("a scan of everything from the beginning, by a pipeline that remembers nothing, counts nothing again", async () => {
  const read = async () => {
    const answer = await getKpis(viewer, new URLSearchParams(range));
    assert.ok(answer.ok);
    return answer.value.errorShare.total;
  };
  const before = await read();
  await store.index.commit({
    sourceId: "embedded",
    cursor: "",
    orders: [],
    executions: [],
    state: [{ key: "pipeline:dirty", value: "garbled" }],
  });
  await open().runOnce();
  assert.equal(await read(), before);
});
