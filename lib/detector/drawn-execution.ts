/**
 * Executions and services' knowledge for tests, drawn as text. A line is a chain's steps in order, each with the second in which it was
 * reached; `–` is a step not seen, `!` an error, `?` a timeout, `×2` as many deliveries a second apart:
 *
 *     drawExecution("price-calculation", "0 1 2 3 13! –")       CRM API consumed after ten seconds and failed
 */
import { SECOND_MS, type UnixMs, unixMs } from "../base/time.ts";
import type { Chain } from "../chains/definition.ts";
import type { Delivery, Execution, StepSighting } from "../chains/execution.ts";
import { defaultChains } from "../chains/load.ts";
import type { OperationStatus, SpanId, TraceId } from "../trace/span.ts";
import type { JudgeContext, ServiceKnowledge } from "./context.ts";
import { judge } from "./judge.ts";
import type { Judgement } from "./judgement.ts";

const chains = defaultChains().chains;
export const chainOf = (id: string): Chain => chains.find((chain) => chain.id === id)!;

/** 12:00:00 UTC: second 0 of every drawing. */
export const T0 = Date.UTC(2026, 10, 23, 12, 0, 0);
export const at = (seconds: number): UnixMs => unixMs(T0 + seconds * SECOND_MS);
export const TRACE = "0af7651916cd43dd8448eb211c80319c" as TraceId;

export interface Details {
  readonly orderId?: string | null;
  readonly attempt?: number;
  readonly traceId?: TraceId;
  /** Seconds after its reach at which a step's span was first seen. */
  readonly seenAfter?: number;
  readonly deadLetterAt?: number;
}

const DURATION_MS = 40;

export function drawExecution(chainId: string, drawing: string, details: Details = {}): Execution {
  const chain = chainOf(chainId);
  const traceId = details.traceId ?? TRACE;
  const steps = drawing
    .split(/\s+/)
    .map((cell, index) => (cell === "–" ? null : drawStep(chain, index, cell, traceId, details.seenAfter ?? 0)));
  const seen = steps.filter((step) => step !== null);
  const publish = steps[chain.steps.findIndex((step) => step.role === "publish")];
  const orderId = details.orderId === undefined ? "48213" : details.orderId;
  const attempt = details.attempt ?? 1;
  const dead = details.deadLetterAt;
  return {
    id: `${chainId}:${orderId}:${attempt}`,
    chainId,
    orderId,
    attempt,
    traceIds: [traceId],
    steps,
    startedMs: seen[0]?.startMs ?? at(0),
    lastActivityMs: unixMs(Math.max(at(0), ...seen.map((step) => step.endMs))),
    rootEndedMs: null,
    message: publish
      ? { messageId: "7f3c9a10-aa", destination: "orders", publishedMs: publish.endMs, traceId, spanId: publish.spanId }
      : null,
    deadLetter:
      dead === undefined
        ? null
        : {
            destination: "price.calculated.dlq",
            atMs: at(dead),
            endMs: at(dead),
            seenAt: at(dead),
            traceId,
            spanId: "00000000000000d1" as SpanId,
          },
    sampling: [],
    witnesses: [],
  };
}

function drawStep(chain: Chain, index: number, cell: string, traceId: TraceId, seenAfter: number): StepSighting {
  const [, second, mark, count] = /^([\d.]+)([!?]?)(?:×(\d+))?$/.exec(cell)!;
  const step = chain.steps[index]!;
  const status: OperationStatus = mark === "!" ? "error" : mark === "?" ? "timeout" : "success";
  const encloses = step.role === "server" || step.role === "consume" || step.role === "caller";
  const reached = at(Number(second));
  const deliveries = Array.from({ length: Number(count ?? 1) }, (_, n): Delivery => {
    const reachedMs = reached + n * SECOND_MS;
    const startMs = unixMs(encloses ? reachedMs : reachedMs - DURATION_MS);
    return {
      traceId,
      spanId: `${index}${n}`.padStart(16, "0") as SpanId,
      service: step.services[0]!,
      instance: `${step.services[0]}-1`,
      version: null,
      startMs,
      endMs: unixMs(startMs + DURATION_MS),
      status,
      errorText: null,
      seenAt: unixMs(startMs + DURATION_MS + seenAfter * SECOND_MS),
    };
  });
  const last = deliveries.at(-1)!;
  return {
    ...last,
    stepId: step.id,
    reachedMs: reached,
    nextClockMs: unixMs(reached + (deliveries.length - 1) * SECOND_MS),
    inferred: false,
    waitMs: null,
    deliveries,
  };
}

export interface DrawnService {
  /** Heard of up to this second; never, where null. */
  readonly heard: number | null;
  readonly gap?: readonly [from: number, to: number | null];
  readonly served?: number;
  readonly down?: readonly [from: number, to: number | null];
  readonly threshold?: string;
}

/** Services not named are heard of far beyond every deadline. */
export function drawServices(named: Readonly<Record<string, DrawnService>> = {}): ServiceKnowledge {
  const overlaps = (range: readonly [number, number | null] | undefined, from: UnixMs, to: UnixMs): boolean =>
    range !== undefined && at(range[0]) < to && (range[1] === null || at(range[1]) > from);
  const end = (second: number | null) => (second === null ? null : at(second));
  return {
    heardUpTo: (service) => end(named[service] ? named[service].heard : 1_000_000),
    gap(service, from, to) {
      const { gap, served = 0 } = named[service] ?? { heard: null };
      return overlaps(gap, from, to) ? { from: at(gap![0]), to: end(gap![1]), instance: null, served } : null;
    },
    down(service, from, to) {
      const down = named[service]?.down;
      return overlaps(down, from, to) ? { from: at(down![0]), to: end(down![1]), refused: 12, unread: 0 } : null;
    },
    sampling(service) {
      const threshold = named[service]?.threshold;
      return threshold === undefined ? null : { threshold, keptShare: 0.1 };
    },
  };
}

/** Judged at that second, alone of its order unless the context says otherwise. */
export function judgeAt(second: number, execution: Execution, context: Partial<JudgeContext> = {}): Judgement {
  const base: JudgeContext = { now: at(second), services: drawServices(), laterChainMs: null, latestAttempt: true };
  return judge(execution, chainOf(execution.chainId), { ...base, ...context });
}

/** `state cause @step`, as much of it as there is. */
export const say = ({ state, cause, stepId }: Judgement): string =>
  [state, cause, stepId && `@${stepId}`].filter((word) => word !== null).join(" ");
