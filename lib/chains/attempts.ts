/**
 * Puts fronts and consumed messages together into attempts.
 *
 *     front A  |====|                        a new first step after A's root span had ended: a new attempt
 *     front B              |====|
 *     front C    |==|                        begun while A was at work: the same attempt (a retry, or a piece without its context)
 *     message of A            ·····|==|      goes to A, whenever it is consumed: later attempts do not change an earlier one
 */
import type { CompiledChain } from "./compile.ts";
import { messageIdOf } from "./conventions.ts";
import type { Front } from "./fronts.ts";
import { type Consumed, outermostPublish } from "./messages.ts";
import type { Node } from "./span-index.ts";

export interface Attempt {
  readonly chain: CompiledChain;
  readonly fronts: Front[];
  readonly consumed: Consumed[];
}

/** Clocks that disagree by less than this may make a message seem consumed before it was published. */
const SKEW_MS = 10_000;

export const buildAttempts = (
  chains: readonly CompiledChain[],
  fronts: readonly Front[],
  consumed: readonly Consumed[],
): readonly Attempt[] => {
  const attempts = new Map<CompiledChain, Attempt[]>(chains.map((chain) => [chain, []]));
  for (const front of fronts) joinFront(attempts.get(front.chain)!, front);
  const byTime = [...consumed].sort((a, b) => a.head.startMs - b.head.startMs);
  // Those with a tie first: what they leave open is what the rest is chosen from.
  const rest = byTime.filter((one) => !joinByTie(attempts, one));
  for (const one of rest) joinByOrder(attempts, one, chains);
  return [...attempts.values()].flat();
};

const joinFront = (attempts: Attempt[], front: Front): void => {
  const last = attempts.at(-1);
  if (last && belongsTo(last, front)) last.fronts.push(front);
  else attempts.push({ chain: front.chain, fronts: [front], consumed: [] });
};

const belongsTo = (attempt: Attempt, front: Front): boolean => {
  if (attempt.fronts.some((one) => front.startMs < one.endMs)) return true;
  if (hasFirstStep(front)) return false;
  const furthest = Math.max(...attempt.fronts.map((one) => one.candidates.findLastIndex((nodes) => nodes.length > 0)));
  return front.candidates.findIndex((nodes) => nodes.length > 0) > furthest;
};

/** Where the first step may be silent (`or_next_begins`), the second opens an attempt as well. */
const hasFirstStep = (front: Front): boolean =>
  front.candidates[0]!.length > 0 || (front.chain.steps[0]!.step.orNextBegins && (front.candidates[1]?.length ?? 0) > 0);

const publishesOf = (attempt: Attempt): readonly Node[] =>
  attempt.fronts.flatMap((front) =>
    attempt.chain.publishSteps.flatMap((step) => front.candidates[step.index]!.map(({ node }) => outermostPublish(node))),
  );

const messageIdsOf = (attempt: Attempt): ReadonlySet<string> =>
  new Set(
    [...publishesOf(attempt).map((node) => messageIdOf(node.span)), ...attempt.consumed.map((one) => one.messageId)].filter(
      (id) => id !== null,
    ),
  );

const joinByTie = (attempts: ReadonlyMap<CompiledChain, Attempt[]>, one: Consumed): boolean => {
  const possible = one.chain ? (attempts.get(one.chain) ?? []) : [...attempts.values()].flat();
  const { publisherTrace, messageId } = one;
  const tied =
    (publisherTrace === null
      ? undefined
      : possible.find((attempt) => attempt.fronts.some((front) => front.traceId === publisherTrace) && takes(attempt, one))) ??
    (messageId === null ? undefined : possible.find((attempt) => messageIdsOf(attempt).has(messageId) && takes(attempt, one)));
  if (!tied) return false;
  tied.consumed.push(settle(one, tied.chain));
  return true;
};

const takes = (attempt: Attempt, one: Consumed): boolean => one.chain !== null || stepFor(attempt.chain, one) >= 0;

/** The consume step of `chain` that this consumer's service could be. */
const stepFor = (chain: CompiledChain, one: Consumed): number => {
  if (one.deadLetter) return chain.consumeSteps[0]?.index ?? -1;
  const { service } = one.head.span.resource;
  const step = chain.consumeSteps.find(({ step }) => step.services.includes(service));
  return step?.index ?? -1;
};

const settle = (one: Consumed, chain: CompiledChain): Consumed => (one.chain ? one : { ...one, chain, step: stepFor(chain, one) });

/** Joined by order id alone: the message that was published last before it and is not consumed yet, else the latest attempt of all. */
const joinByOrder = (attempts: ReadonlyMap<CompiledChain, Attempt[]>, one: Consumed, chains: readonly CompiledChain[]): void => {
  // A redelivery of what an earlier one of these was given goes there too.
  if (one.messageId !== null && joinByTie(attempts, { ...one, publisherTrace: null })) return;
  const choices = (one.chain ? [one.chain] : chains.filter((chain) => stepFor(chain, one) >= 0)).flatMap(
    (chain) => attempts.get(chain) ?? [],
  );
  const fitting = choices
    .filter((attempt) => startOf(attempt) <= one.head.startMs + SKEW_MS && mayHold(attempt, one))
    .sort((a, b) => Number(isOpen(b, one)) - Number(isOpen(a, one)) || distance(a, one) - distance(b, one));
  const chosen = fitting[0];
  if (chosen) {
    chosen.consumed.push(settle(one, chosen.chain));
    return;
  }
  if (one.deadLetter && one.chain === null) return;
  const chain = one.chain ?? chains.find((candidate) => stepFor(candidate, one) >= 0 && attempts.get(candidate)!.length === 0);
  if (!chain) return;
  attempts.get(chain)!.push({ chain, fronts: [], consumed: [settle(one, chain)] });
};

/** Two ids that differ are two messages. */
const mayHold = (attempt: Attempt, one: Consumed): boolean => {
  const ids = messageIdsOf(attempt);
  return one.messageId === null || ids.size === 0 || ids.has(one.messageId);
};

const isOpen = (attempt: Attempt, one: Consumed): boolean => {
  const step = one.chain ? one.step : stepFor(attempt.chain, one);
  return !attempt.consumed.some((other) => other.step === step && !other.deadLetter);
};

const startOf = (attempt: Attempt): number =>
  Math.min(...attempt.fronts.map((front) => front.startMs), ...attempt.consumed.map((one) => one.head.startMs));

/** How long before it the message was published. What seems published after it comes last: only a clock could explain that. */
const distance = (attempt: Attempt, one: Consumed): number => {
  const published = publishesOf(attempt).map((node) => one.head.startMs - node.startMs);
  const before = published.filter((ms) => ms >= 0);
  if (before.length > 0) return Math.min(...before);
  if (published.length > 0) return FAR - Math.max(...published);
  return Math.abs(one.head.startMs - startOf(attempt));
};

/** Beyond any real wait. */
const FAR = 1e15;
