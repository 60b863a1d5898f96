import { unixMs, unixNs } from "#lib/base/time";
import type { JudgedExecution } from "#lib/detector/judgement";
import type { State } from "#lib/detector/verdict";
import { emptyAttributes } from "#lib/trace/decoded-spans";
import type { ArrivingSpan, Attributes, SpanId, TraceId } from "#lib/trace/span";

/** Small makers for the contract suites: everything is plain unless a test says otherwise. */
export const traceIdOf = (number: number): TraceId => number.toString(16).padStart(32, "0") as TraceId;
export const spanIdOf = (number: number): SpanId => number.toString(16).padStart(16, "0") as SpanId;

export interface SpanWish {
  readonly trace?: number;
  readonly id?: number;
  readonly parent?: number;
  readonly service?: string;
  readonly startMs?: number;
  readonly durationMs?: number;
  readonly name?: string;
  readonly failed?: boolean;
  readonly links?: readonly number[];
  readonly attributes?: Attributes;
  readonly resource?: Attributes;
}

export const BASE_MS = 1_700_000_000_000;
let nextSpan = 1;

export function spanOf(wish: SpanWish): ArrivingSpan {
  const service = wish.service ?? "crm-api";
  return {
    traceId: traceIdOf(wish.trace ?? 1),
    spanId: spanIdOf(wish.id ?? nextSpan++),
    parentSpanId: wish.parent === undefined ? null : spanIdOf(wish.parent),
    name: wish.name ?? "CreateOrder",
    kind: "server",
    startUnixNs: unixNs(BigInt(Math.round((wish.startMs ?? BASE_MS) * 1_000)) * 1_000n),
    durationNs: (wish.durationMs ?? 10) * 1e6,
    status: { code: wish.failed ? "error" : "unset", message: null },
    attributes: Object.assign(emptyAttributes(), wish.attributes),
    events: [],
    links: (wish.links ?? []).map((trace) => ({ traceId: traceIdOf(trace), spanId: spanIdOf(1), attributes: emptyAttributes() })),
    resource: {
      service,
      instance: `${service}-1`,
      version: null,
      attributes: Object.assign(emptyAttributes(), { "service.name": service }, wish.resource),
    },
    scope: { name: "test", version: "1" },
    traceState: null,
  };
}

export interface ExecutionWish {
  readonly order: string | null;
  readonly trace?: number;
  readonly chain?: string;
  readonly attempt?: number;
  readonly state?: State;
  readonly stepId?: string | null;
  readonly lastMs?: number;
  readonly judgeAgainAt?: number | null;
}

export function judgedOf(wish: ExecutionWish): JudgedExecution {
  const chainId = wish.chain ?? "price-calculation";
  const attempt = wish.attempt ?? 1;
  const state = wish.state ?? "done";
  const key = wish.order ?? `@${traceIdOf(wish.trace ?? 1)}`;
  const last = unixMs(wish.lastMs ?? BASE_MS);
  const text = { en: `${chainId} ${attempt} ${state}`, ru: "\u0000" };
  return {
    execution: {
      id: `${chainId}:${key}:${attempt}`,
      chainId,
      orderId: wish.order,
      attempt,
      traceIds: [traceIdOf(wish.trace ?? 1)],
      steps: [null],
      startedMs: last,
      lastActivityMs: last,
      rootEndedMs: null,
      message: null,
      deadLetter: null,
      sampling: [],
      witnesses: [],
    },
    judgement: {
      state,
      cause: null,
      stepId: wish.stepId ?? null,
      stepStates: ["pending"],
      endedMs: null,
      durationMs: null,
      judgeAgainAt: wish.judgeAgainAt === undefined || wish.judgeAgainAt === null ? null : unixMs(wish.judgeAgainAt),
      verdict: {
        chainId,
        stepId: wish.stepId ?? null,
        state,
        cause: null,
        since: last,
        isolated: null,
        confidence: null,
        text,
        parts: { en: [], ru: [] },
        evidence: [],
      },
    },
  };
}

/** Ids that a peer may send as an order's, each another trap for text, indexes or patterns. */
export const STRANGE_IDS: readonly string[] = [
  "48213",
  'o\'Hara "x"; drop table orders',
  "a/b?c#d%20&e",
  "Заказ № 7 💍",
  "100%_\\0\\\\",
  "nul\u0000inside",
  "lone\ud800surrogate",
  "<script>alert(1)</script>",
  "__proto__",
  " ",
  "длинный-".repeat(600),
  "x".repeat(4_096),
];
