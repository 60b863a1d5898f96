/**
 * Puts fronts and consumed messages together into attempts.
 *
 *     front A  |====|                        a new first step after A's root span had ended: a new attempt
 *     front B              |====|
 *     front C    |==|                        begun while A was at work: the same attempt (a retry, or a piece without its context)
 *     message of A            ·····|==|      goes to A, whenever it is consumed: later attempts do not change an earlier one
 */
import { operationStatus } from "#lib/trace/operation-status";
import type { TraceId } from "#lib/trace/span";
import type { CompiledChain } from "./compile-chain.ts";
import { messageIdOf } from "./conventions.ts";
import type { Front } from "./fronts.ts";
import { type Consumed, outermostPublish } from "./messages.ts";

export interface Attempt {
  readonly chain: CompiledChain;
  readonly fronts: Front[];
  readonly consumed: Consumed[];
  /** Latest end of its fronts so far. */
  endMs: number;
  startMs: number;
  /** Starts of its publishes, once all fronts are in. */
  published: readonly number[];
  readonly messageIds: Set<string>;
}

/** Attempts of all chains, found by what a consumer may know of its message. */
interface Register {
  readonly ofChain: ReadonlyMap<CompiledChain, Attempt[]>;
  readonly byTrace: Map<TraceId, Attempt[]>;
  readonly byMessage: Map<string, Attempt[]>;
}

/** Clocks that disagree by less than this may make a message seem consumed before its attempt began. */
const SKEW_MS = 10_000;

export const buildAttempts = (
  chains: readonly CompiledChain[],
  fronts: readonly Front[],
  consumed: readonly Consumed[],
): readonly Attempt[] => {
  const register: Register = { ofChain: new Map(chains.map((chain) => [chain, []])), byTrace: new Map(), byMessage: new Map() };
  for (const front of fronts) joinFront(register.ofChain.get(front.chain)!, front);
  for (const attempts of register.ofChain.values()) for (const attempt of attempts) enter(register, attempt);
  const byTime = [...consumed].sort((a, b) => a.head.startMs - b.head.startMs);
  // Those with a tie first: what they leave open is what the rest is chosen from.
  const rest = byTime.filter((one) => !joinByTie(register, one));
  for (const one of rest) if (!joinByTie(register, one)) joinByOrder(register, one, chains);
  return [...register.ofChain.values()].flat();
};

const newAttempt = (chain: CompiledChain, startMs: number, endMs: number): Attempt => ({
  chain,
  fronts: [],
  consumed: [],
  startMs,
  endMs,
  published: [],
  messageIds: new Set(),
});

const joinFront = (attempts: Attempt[], front: Front): void => {
  let attempt = attempts.at(-1);
  if (!attempt || !belongsTo(attempt, front)) {
    attempt = newAttempt(front.chain, front.startMs, front.endMs);
    attempts.push(attempt);
  }
  attempt.fronts.push(front);
  attempt.endMs = Math.max(attempt.endMs, front.endMs);
};

/** Fronts come by start. */
const belongsTo = (attempt: Attempt, front: Front): boolean => {
  if (front.startMs < attempt.endMs) return true;
  if (hasFirstStep(front)) return false;
  const furthest = Math.max(...attempt.fronts.map((one) => one.candidates.findLastIndex((nodes) => nodes.length > 0)));
  // A step done again after it went well is work done twice; after a failure, a new attempt whose beginning was not seen.
  return front.candidates.findIndex((nodes) => nodes.length > 0) > furthest || !endedBadly(attempt, furthest);
};

/** Where caller and called tell the step both, one of them that failed is enough. */
const endedBadly = (attempt: Attempt, furthest: number): boolean =>
  hasGivenUp(attempt) ||
  attempt.fronts.some((front) => front.candidates[furthest]!.some(({ node }) => operationStatus(node.span) !== "success"));

/** Where the first step may be silent (`or_next_begins`), the second opens an attempt as well. */
const hasFirstStep = (front: Front): boolean =>
  front.candidates[0]!.length > 0 || (front.chain.steps[0]!.step.orNextBegins && (front.candidates[1]?.length ?? 0) > 0);

const enter = (register: Register, attempt: Attempt): void => {
  const published: number[] = [];
  for (const front of attempt.fronts) {
    push(register.byTrace, front.traceId, attempt);
    for (const step of attempt.chain.publishSteps)
      for (const { node } of front.candidates[step.index]!) {
        published.push(node.startMs);
        for (const id of [messageIdOf(node.span), messageIdOf(outermostPublish(node).span)])
          if (id !== null) {
            attempt.messageIds.add(id);
            push(register.byMessage, messageKey(id), attempt);
          }
      }
  }
  attempt.published = published.sort((a, b) => a - b);
};

const push = <K>(map: Map<K, Attempt[]>, key: K, attempt: Attempt): void => {
  const known = map.get(key);
  if (!known) map.set(key, [attempt]);
  else if (known.at(-1) !== attempt) known.push(attempt);
};

const messageKey = (id: string): string => `message ${id}`;

/** What two deliveries of one message share, though its publish was never seen: the id, the span they continue or link to. */
const keysOf = (one: Consumed): readonly string[] => {
  const { span } = one.head;
  const keys = one.messageId === null ? [] : [messageKey(one.messageId)];
  if (one.head.orphan && span.parentSpanId !== null) keys.push(`span ${span.traceId} ${span.parentSpanId}`);
  for (const link of span.links) keys.push(`span ${link.traceId} ${link.spanId}`);
  return keys;
};

const join = (register: Register, attempt: Attempt, one: Consumed): void => {
  attempt.consumed.push(one.chain ? one : { ...one, chain: attempt.chain, step: stepFor(attempt.chain, one) });
  if (one.messageId !== null) attempt.messageIds.add(one.messageId);
  for (const key of keysOf(one)) push(register.byMessage, key, attempt);
};

const joinByTie = (register: Register, one: Consumed): boolean => {
  const fits = (attempt: Attempt): boolean => (one.chain ? attempt.chain === one.chain : stepFor(attempt.chain, one) >= 0);
  const traced = one.publisherTrace === null ? undefined : register.byTrace.get(one.publisherTrace)?.find(fits);
  let tied = traced;
  for (const key of keysOf(one)) tied ??= register.byMessage.get(key)?.find(fits);
  if (!tied) return false;
  join(register, tied, one);
  return true;
};

/** The consume step of `chain` that this consumer's service could be; the dead letters' handler may be anyone's. */
const stepFor = (chain: CompiledChain, one: Consumed): number => {
  if (one.deadLetter) return chain.consumeSteps[0]?.index ?? -1;
  const { service } = one.head.span.resource;
  return chain.consumeSteps.find(({ step }) => step.services.includes(service))?.index ?? -1;
};

/** Joined by order id alone: the message that was published last before it and is not consumed yet, else the latest of all. */
const joinByOrder = (register: Register, one: Consumed, chains: readonly CompiledChain[]): void => {
  const possible = one.chain ? [one.chain] : chains.filter((chain) => stepFor(chain, one) >= 0);
  let chosen: Attempt | null = null;
  for (const chain of possible)
    for (const attempt of register.ofChain.get(chain)!)
      if (attempt.startMs <= one.head.startMs + SKEW_MS && mayHold(attempt, one) && (chosen === null || isLikelier(attempt, chosen, one)))
        chosen = attempt;
  if (chosen) {
    join(register, chosen, one);
    return;
  }
  if (one.deadLetter && one.chain === null) return;
  const chain = one.chain ?? possible.find((candidate) => register.ofChain.get(candidate)!.length === 0);
  if (!chain) return;
  const attempt = newAttempt(chain, one.head.startMs, one.head.endMs);
  register.ofChain.get(chain)!.push(attempt);
  join(register, attempt, one);
};

/** Two ids that differ are two messages; a request that failed before it published sent none. */
const mayHold = (attempt: Attempt, one: Consumed): boolean => {
  const { messageIds, published } = attempt;
  if (one.messageId !== null && messageIds.size > 0) return messageIds.has(one.messageId);
  return published.length > 0 || !hasGivenUp(attempt);
};

const hasGivenUp = (attempt: Attempt): boolean => {
  const served = attempt.fronts.flatMap((front) =>
    attempt.chain.steps.flatMap((step) => (step.step.role === "server" ? front.candidates[step.index]!.map(({ node }) => node) : [])),
  );
  return served.length > 0 && served.every((node) => operationStatus(node.span) !== "success");
};

const isLikelier = (a: Attempt, b: Attempt, one: Consumed): boolean => {
  const [openA, openB] = [isOpen(a, one), isOpen(b, one)];
  return openA === openB ? distance(a, one) < distance(b, one) : openA;
};

const isOpen = (attempt: Attempt, one: Consumed): boolean => {
  const step = one.chain ? one.step : stepFor(attempt.chain, one);
  return !attempt.consumed.some((other) => other.step === step && !other.deadLetter);
};

/** How long before it the message was published. What seems published after it comes last: only a clock could explain that. */
const distance = (attempt: Attempt, one: Consumed): number => {
  const at = one.head.startMs;
  const before = attempt.published.findLast((ms) => ms <= at);
  if (before !== undefined) return at - before;
  const first = attempt.published[0];
  return first === undefined ? Math.abs(at - attempt.startMs) : FAR + first - at;
};

/** Beyond any real wait. */
const FAR = 1e15;
