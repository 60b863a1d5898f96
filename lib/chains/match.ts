/**
 * Finds the runs of chains in traces: facts only, no judgement.
 *
 *     traces ─ indexSpans ─ cutWorks ─┬ findFronts ───────┬ buildAttempts ─ seeSteps ─→ executions
 *              one forest   requests, └ resolveConsumers ─┘ fronts with     per step
 *                           messages    whose message       their messages
 *
 * Example, order 48213, price calculation over two traces tied by a link:
 *
 *     trace a   mes-api POST /orders/{id}/price   |==========|        front of a: mes-api, storage, price, rabbitmq
 *                 GET model.stl                     |===|
 *                 CalculatePrice                         |===|
 *                 price-calculated publish                    |·      published
 *     trace b   crm-api price-calculated process                  |==|   links to it: crm-api, waited from · to |
 *                 UPDATE orders                                    |=|   crm-db
 *
 * one execution `price-calculation:48213:1` with all six steps.
 */
import { type UnixMs, unixMs } from "#lib/base/time";
import type { Trace, TraceId } from "#lib/trace/span";
import { type Attempt, buildAttempts } from "./attempts.ts";
import { type CompiledSet, compileChains, mayBeRequest } from "./compile.ts";
import { destinationLabelOf, destinationsOf, messageIdOf } from "./conventions.ts";
import type { ChainSet } from "./definition.ts";
import type { DeadLetter, Execution, PublishedMessage, StepSighting } from "./execution.ts";
import { facetsAmong } from "./facets.ts";
import { findFronts } from "./fronts.ts";
import { isProducer, outermostPublish, resolveConsumers } from "./messages.ts";
import { findSampling } from "./sampling.ts";
import { seeSteps } from "./sightings.ts";
import { byStart, type ClockOffsets, indexSpans, type Node } from "./span-index.ts";
import { witnessesAmong } from "./witnesses.ts";
import { cutWorks, type Works } from "./works.ts";

export interface MatchInput {
  /** All traces of one order; or, for the chains that are keyed by trace, one trace. */
  readonly traces: readonly Trace[];
  /** The order, for the chains keyed by order; null for those keyed by trace. Each call serves one sort of chains. */
  readonly orderId: string | null;
  readonly chains: ChainSet;
  readonly clockOffsets?: ClockOffsets;
}

export const matchChains = ({ traces, orderId, chains, clockOffsets }: MatchInput): readonly Execution[] => {
  const compiled = compileChains(chains);
  const wanted = orderId === null ? compiled.ofTraces : compiled.ofOrders;
  if (wanted.length === 0 || traces.length === 0) return [];
  if (orderId === null && traces.length > 1)
    return traces.flatMap((trace) => matchChains({ traces: [trace], orderId, chains, clockOffsets }));
  // Most traces are no run of a chain keyed by trace: one look at their signs spares the rest.
  if (orderId === null && !mayBeRequest(compiled, traces[0]!.spans)) return [];
  const index = indexSpans(traces, clockOffsets);
  const works = cutWorks(index, compiled, orderId);
  const fronts = findFronts(works, compiled, wanted);
  const consumed = resolveConsumers(index, works, compiled, wanted).filter((one) => orderId !== null || one.chain !== null);
  const seen: Seen[] = [];
  for (const attempt of buildAttempts(wanted, fronts, consumed)) {
    const steps = seeSteps(attempt, compiled);
    const startedMs = startOf(steps);
    if (startedMs !== null) seen.push({ attempt, steps, startedMs });
  }
  seen.sort(byChainAndStart);
  const key = orderId ?? `@${traces[0]!.traceId}`;
  let number = 0;
  return seen.map(({ attempt, steps, startedMs }, at) => {
    const { chain } = attempt;
    number = at > 0 && seen[at - 1]!.attempt.chain === chain ? number + 1 : 1;
    return toExecution({ id: `${chain.chain.id}:${key}:${number}`, number, orderId, attempt, steps, startedMs, works, compiled });
  });
};

interface Seen {
  readonly attempt: Attempt;
  readonly steps: readonly (StepSighting | null)[];
  readonly startedMs: UnixMs;
}

const byChainAndStart = (a: Seen, b: Seen): number => a.attempt.chain.index - b.attempt.chain.index || a.startedMs - b.startedMs;

/** Null where no step was seen. */
const startOf = (steps: readonly (StepSighting | null)[]): UnixMs | null => {
  let startMs = Number.POSITIVE_INFINITY;
  for (const step of steps) if (step !== null) startMs = Math.min(startMs, step.startMs, step.reachedMs, step.deliveries[0]!.startMs);
  return startMs === Number.POSITIVE_INFINITY ? null : unixMs(startMs);
};

interface Ingredients extends Seen {
  readonly id: string;
  readonly number: number;
  readonly orderId: string | null;
  readonly works: Works;
  readonly compiled: CompiledSet;
}

const toExecution = ({ id, number, orderId, attempt, steps, startedMs, works, compiled }: Ingredients): Execution => {
  const nodes = nodesOf(attempt, works);
  const facets = facetsAmong(nodes, compiled.set.facetKeys ?? []);
  let lastActivityMs = startedMs;
  for (const node of nodes) if (node.endMs > lastActivityMs) lastActivityMs = node.endMs;
  const first = attempt.fronts[0];
  return {
    id,
    chainId: attempt.chain.chain.id,
    orderId,
    attempt: number,
    traceIds: tracesOf(attempt, steps),
    steps,
    startedMs,
    lastActivityMs,
    rootEndedMs: first?.rootEndedMs ?? null,
    message: messageOf(attempt, steps),
    deadLetter: deadLetterOf(attempt, compiled),
    sampling: findSampling(nodes),
    witnesses: witnessesAmong(nodes, compiled.set.peers),
    ...(facets.length > 0 ? { facets } : {}),
  };
};

/** Every span of the attempt's requests and messages that may be this chain's. */
const nodesOf = (attempt: Attempt, { works, placed }: Works): readonly Node[] => {
  const traces = new Set(attempt.fronts.map((front) => front.traceId));
  const nodes: Node[] = [];
  for (const work of works) {
    if (work.head !== null || !traces.has(work.traceId)) continue;
    for (const node of work.nodes) {
      const here = placed[node.at]!;
      if (!here.foreign && (here.chains & attempt.chain.bit) !== 0) nodes.push(node);
    }
  }
  // The spans of its fronts are among them, but for requests that a consumer made: those stand in the consumer's work.
  let inside: Set<Node> | null = null;
  for (const front of attempt.fronts)
    for (const node of front.nodes) {
      if (placed[node.at]!.work.head === null) continue;
      inside ??= new Set();
      inside.add(node);
    }
  for (const node of inside ?? []) nodes.push(node);
  for (const one of attempt.consumed) for (const node of one.work.nodes) if (inside === null || !inside.has(node)) nodes.push(node);
  return nodes;
};

/** In order of appearance. */
const tracesOf = (attempt: Attempt, steps: readonly (StepSighting | null)[]): readonly TraceId[] => {
  const places: Pick<Node, "startMs" | "traceId">[] = [];
  for (const step of steps) if (step !== null) for (const delivery of step.deliveries) places.push(delivery);
  for (const one of attempt.consumed) if (one.deadLetter) places.push(one.head);
  const first = places[0]?.traceId;
  if (first !== undefined && places.every(({ traceId }) => traceId === first)) return [first];
  return [...new Set(places.sort((a, b) => a.startMs - b.startMs).map(({ traceId }) => traceId))];
};

const messageOf = (attempt: Attempt, steps: readonly (StepSighting | null)[]): PublishedMessage | null => {
  const at = attempt.chain.steps.findLastIndex(({ step }, index) => step.role === "publish" && steps[index] !== null);
  const published = steps[at];
  if (!published) return null;
  const nodes = attempt.fronts.flatMap((front) => front.candidates[at]!.map(({ node }) => node));
  const node = nodes.map(outermostPublish).find((one) => one.span.spanId === published.spanId && one.traceId === published.traceId);
  const consumer = attempt.consumed.find((one) => one.step === at + 1 && !one.deadLetter);
  const twin = nodes.find((one) => messageIdOf(one.span) !== null && isProducer(one));
  return {
    messageId: (node && messageIdOf(node.span)) ?? (twin ? messageIdOf(twin.span) : null) ?? consumer?.messageId ?? null,
    destination: (node && destinationLabelOf(node.span)) ?? (consumer ? destinationLabelOf(consumer.head.span) : null),
    publishedMs: published.endMs,
    traceId: published.traceId,
    spanId: published.spanId,
  };
};

const deadLetterOf = (attempt: Attempt, compiled: CompiledSet): DeadLetter | null => {
  const node = attempt.consumed
    .filter((one) => one.deadLetter)
    .map((one) => one.head)
    .sort(byStart)[0];
  if (!node) return null;
  const destination = destinationsOf(node.span).find(compiled.isDeadLetterName) ?? node.span.name;
  const { startMs, endMs, seenAt, traceId } = node;
  return { destination, atMs: startMs, endMs, seenAt, traceId, spanId: node.span.spanId };
};
