/** For tests of this room: a small real runtime in memory, one order that hangs. */
import { ok } from "../base/result.ts";
import { type UnixMs, unixMs } from "../base/time.ts";
import type { Chain, ChainSet } from "../chains/definition.ts";
import type { Execution, StepSighting } from "../chains/execution.ts";
import type { JudgedExecution } from "../detector/judgement.ts";
import type { Verdict } from "../detector/verdict.ts";
import type { Runtime } from "../runtime.ts";
import type { TraceSource } from "../sources/source.ts";
import type { IndexedOrder, IndexStore } from "../store/index-store.ts";
import type { SpanId, TraceId } from "../trace/span.ts";

export const NOW = unixMs(Date.UTC(2026, 10, 23, 14, 39, 10));
const TRACE = "4bf92f3577b34da6a3ce929d0e0e4736" as TraceId;
const PUBLISH = "00f067aa0ba902b7" as SpanId;

const step = (id: string, en: string, ru: string, softMs: number | null, hardMs: number | null) =>
  ({ id, title: { en, ru }, role: "server", services: [id], softMs, hardMs, match: [], orNextBegins: false }) as Chain["steps"][number];

export const CHAINS: ChainSet = {
  orderKeys: ["order_id"],
  userKeys: ["user_id"],
  chains: [
    {
      id: "price-calculation",
      title: { en: "Price calculation", ru: "Расчёт стоимости изделия" },
      after: ["order-creation"],
      keyedBy: "order",
      steps: [
        step("mes-api", "MES API", "MES API", null, null),
        step("storage", "3D storage", "3D-хранилище", 30_000, 120_000),
        step("price", "Price", "Цена", 60_000, 300_000),
        step("rabbitmq", "RabbitMQ", "RabbitMQ", 30_000, 120_000),
        step("crm-api", "CRM API", "CRM API", 120_000, 600_000),
        step("crm-db", "CRM db", "CRM db", 30_000, 120_000),
      ],
    },
  ],
} as unknown as ChainSet;

const sighting = (stepId: string, at: UnixMs, spanId: SpanId): StepSighting => {
  const delivery = {
    traceId: TRACE,
    spanId,
    service: stepId,
    instance: null,
    version: null,
    startMs: at,
    endMs: unixMs(at + 20),
    status: "success",
    errorText: null,
    seenAt: at,
  } as const;
  return { ...delivery, stepId, reachedMs: at, nextClockMs: at, inferred: false, waitMs: null, deliveries: [delivery] };
};

const began = unixMs(NOW - 37 * 60_000);

export const VERDICT: Verdict = {
  chainId: "price-calculation",
  stepId: "crm-api",
  state: "stuck",
  cause: "never-consumed",
  since: unixMs(began + 606_700),
  isolated: true,
  confidence: null,
  text: { en: "Price calculation: published, not consumed.", ru: "Расчёт: опубликовано, не прочитано." },
  parts: {
    en: [{ text: "Price calculation: published, not consumed.", evidence: 0 }],
    ru: [{ text: "Расчёт: опубликовано, не прочитано.", evidence: 0 }],
  },
  evidence: [{ kind: "published", traceId: TRACE, spanId: PUBLISH, at: began, note: { en: "published", ru: "опубликовано" } }],
};

const execution: Execution = {
  id: "price-calculation:48213:1",
  chainId: "price-calculation",
  orderId: "48213",
  attempt: 1,
  traceIds: [TRACE],
  steps: [
    sighting("mes-api", began, "a1f067aa0ba902b7" as SpanId),
    sighting("storage", unixMs(began + 4_200), "a2f067aa0ba902b7" as SpanId),
    sighting("price", unixMs(began + 6_300), "a3f067aa0ba902b7" as SpanId),
    sighting("rabbitmq", unixMs(began + 6_700), PUBLISH),
    null,
    null,
  ],
  startedMs: began,
  lastActivityMs: unixMs(began + 6_720),
  rootEndedMs: unixMs(began + 6_720),
  message: null,
  deadLetter: null,
  sampling: [],
  witnesses: [],
};

export const JUDGED: JudgedExecution = {
  execution,
  judgement: {
    state: "stuck",
    cause: "never-consumed",
    stepId: "crm-api",
    stepStates: ["done", "done", "done", "done", "missing", "pending"],
    endedMs: null,
    durationMs: null,
    verdict: VERDICT,
    judgeAgainAt: null,
  },
};

export const ORDER: IndexedOrder = {
  orderId: "48213",
  state: "stuck",
  verdict: VERDICT,
  traceIds: [TRACE],
  executions: [JUDGED],
  firstMs: began,
  lastActivityMs: execution.lastActivityMs,
};

/** An index of the given orders; what the tests do not ask is not there. */
export function fixtureIndex(orders: readonly IndexedOrder[]): IndexStore {
  const rows = orders.map((order) => ({ ...order, traceCount: order.traceIds.length }));
  return {
    commit: async () => {},
    cursor: async () => null,
    getOrder: async (orderId) => orders.find((order) => order.orderId === orderId) ?? null,
    listOrders: async ({ limit, cursor, prefix, states }) => {
      const matching = rows.filter(
        (row) => row.orderId.startsWith(prefix ?? "") && (!states || (row.state !== null && states.includes(row.state))),
      );
      const from = Number(cursor ?? 0);
      return { items: matching.slice(from, from + limit), nextCursor: from + limit < matching.length ? String(from + limit) : null };
    },
    listExecutions: async () => ({ items: orders.flatMap((order) => order.executions), nextCursor: null }),
    countPlaces: async () => [],
    executionsById: async () => new Map(),
    executionsOf: async () => new Map(),
    dueExecutions: async () => [],
    countStates: async () => [{ chainId: "price-calculation", state: "stuck", count: 1, oldestSince: began }],
    ordersOfTraces: async () => new Map(),
    getState: async () => null,
    retain: async () => ({ deletedOrders: 0 }),
  } as IndexStore;
}

export function fixtureSource(part: Partial<TraceSource> & { readonly id: string }): TraceSource {
  return {
    kind: "embedded",
    scan: async () => ok({ traces: [], cursor: "", caughtUp: true, scannedUpTo: NOW }),
    getTraces: async () => ok({ traces: new Map(), partial: false, warnings: [] }),
    findOrder: async () => ok({ traceIds: [], partial: false, warnings: [] }),
    search: async () => ok({ items: [], nextCursor: null, partial: false, warnings: [] }),
    status: async () => ({ id: part.id, kind: part.kind ?? "embedded", state: "ok", lastError: null }),
    ...part,
  };
}

export function fixtureRuntime(part: Partial<Runtime>): Runtime {
  return {
    clock: () => NOW,
    chains: CHAINS,
    sources: [fixtureSource({ id: "embedded" })],
    index: fixtureIndex([ORDER]),
    auth: {} as Runtime["auth"],
    reveals: { activeOf: async () => [] } as unknown as Runtime["reveals"],
    audit: { append: async () => {}, appendOnce: async () => true } as unknown as Runtime["audit"],
    pipeline: {
      status: () => ({ sources: [], services: [], waitingOrders: 0, unmatched: new Map(), caughtUp: true }),
      clockOffsetsAt: () => new Map(),
      usual: () => null,
      judgeLive: () => ({ isOlder: false, executions: [] }),
    },
    pseudonymKey: new Uint8Array(32),
    baseUrl: "http://localhost:3000",
    ...part,
  } as Runtime;
}
