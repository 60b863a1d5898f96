/** What was seen of each step of an attempt. One function per role: roles differ in what encloses what, and in what a retry means. */
import { type UnixMs, unixMs } from "#lib/base/time";
import { operationStatus } from "#lib/trace/operation-status";
import type { Attempt } from "./attempts.ts";
import type { CompiledSet } from "./compile.ts";
import type { CompiledStep } from "./compile-chain.ts";
import { decidingOf, toDelivery } from "./delivery.ts";
import type { Delivery, StepSighting } from "./execution.ts";
import { type Candidate, rankOf } from "./fronts.ts";
import { outermostPublish } from "./messages.ts";
import { byStart, type Node } from "./span-index.ts";

export const seeSteps = (attempt: Attempt, compiled: CompiledSet): readonly (StepSighting | null)[] => {
  const seen: (StepSighting | null)[] = [];
  for (const step of attempt.chain.steps) seen.push(seeStep(attempt, step, compiled, seen));
  return seen.map((sighting, index) => sighting ?? inferFromNext(attempt.chain.steps[index]!, seen[index + 1] ?? null));
};

const seeStep = (
  attempt: Attempt,
  step: CompiledStep,
  compiled: CompiledSet,
  before: readonly (StepSighting | null)[],
): StepSighting | null => {
  if (step.step.role === "consume") return seeConsume(attempt, step, before.at(-1) ?? null);
  const found = candidatesOf(attempt, step, compiled);
  if (found.length === 0) return null;
  const nodes = step.step.role === "call" ? nodesOf(found) : nodesOf(bestOf(found));
  switch (step.step.role) {
    case "caller":
      return seeCaller(step, nodes);
    case "server":
      return enclosing(step, outermostOf(nodes).map(toDelivery), null);
    case "publish":
      return ending(step, inOrder(nodes.map(outermostPublish)).map(toDelivery));
    case "write":
      return ending(step, decidingWrites(attempt, nodes).map(toDelivery));
    case "queries":
      return seeQueries(step, nodes);
    case "call":
      // Reached at its end as the caller saw it; where only the called service's span is there, at that one's start.
      return nodes.some((node) => node.span.kind !== "server")
        ? ending(step, nodes.filter((node) => node.span.kind !== "server").map(toDelivery))
        : enclosing(step, nodes.map(toDelivery), null);
    case "work":
      return ending(step, outermostOf(nodes).map(toDelivery));
  }
};

/** Of its fronts; spans of a later segment also stand inside the consumers that opened it. */
const candidatesOf = ({ chain, fronts, consumed }: Attempt, step: CompiledStep, compiled: CompiledSet): readonly Candidate[] => {
  if (fronts.length === 1 && step.segment === 0) return fronts[0]!.candidates[step.index]!;
  const found: Candidate[] = [];
  for (const front of fronts) for (const candidate of front.candidates[step.index]!) found.push(candidate);
  if (step.segment === 0) return found;
  const opener = chain.consumeSteps[step.segment - 1]!.index;
  for (const one of consumed) {
    if (one.step !== opener || one.deadLetter) continue;
    for (const node of one.work.nodes) {
      const rank = node === one.head ? -1 : rankOf(node, step, compiled);
      if (rank >= 0) found.push({ node, rank });
    }
  }
  return found;
};

const bestOf = (candidates: readonly Candidate[]): readonly Candidate[] => {
  if (candidates.length === 1) return candidates;
  let best = Number.POSITIVE_INFINITY;
  for (const { rank } of candidates) best = Math.min(best, rank);
  return candidates.filter(({ rank }) => rank === best);
};

const nodesOf = (candidates: readonly Candidate[]): readonly Node[] => inOrder(candidates.map(({ node }) => node));

/** By start, each once. */
const inOrder = (nodes: readonly Node[]): readonly Node[] => (nodes.length < 2 ? nodes : [...new Set(nodes)].sort(byStart));

const outermostOf = (nodes: readonly Node[]): readonly Node[] => {
  if (nodes.length === 1) return nodes;
  const all = new Set(nodes);
  const outer = nodes.filter((node) => node.parent === null || !all.has(node.parent));
  return outer.length > 0 ? outer : nodes;
};

/** Reached when first begun; a further delivery restarts the clock of what comes after it, never its own. */
const enclosing = (step: CompiledStep, deliveries: readonly Delivery[], waitMs: number | null): StepSighting => {
  const deciding = decidingOf(deliveries);
  return toSighting(step, deciding, {
    reachedMs: deliveries[0]!.startMs,
    nextClockMs: deciding.startMs,
    inferred: false,
    waitMs,
    deliveries,
  });
};

/** Reached when done: at the end of the delivery that decides. */
const ending = (step: CompiledStep, deliveries: readonly Delivery[]): StepSighting => {
  const deciding = decidingOf(deliveries);
  return toSighting(step, deciding, { reachedMs: deciding.endMs, nextClockMs: deciding.endMs, inferred: false, waitMs: null, deliveries });
};

/** Field by field: a copy by `...` that then grows is made twice over. */
const toSighting = (step: CompiledStep, deciding: Delivery, seen: Omit<StepSighting, "stepId" | keyof Delivery>): StepSighting => ({
  traceId: deciding.traceId,
  spanId: deciding.spanId,
  service: deciding.service,
  instance: deciding.instance,
  version: deciding.version,
  startMs: deciding.startMs,
  endMs: deciding.endMs,
  status: deciding.status,
  errorText: deciding.errorText,
  seenAt: deciding.seenAt,
  stepId: step.step.id,
  reachedMs: seen.reachedMs,
  nextClockMs: seen.nextClockMs,
  inferred: seen.inferred,
  waitMs: seen.waitMs,
  deliveries: seen.deliveries,
});

/** An outside caller is reached at the start of its first span, the work around its call included; its retries restart nothing. */
const seeCaller = (step: CompiledStep, nodes: readonly Node[]): StepSighting => {
  const deliveries = nodes.map(toDelivery);
  let first = nodes[0]!;
  for (let above = first.parent; above?.span.resource.service === first.span.resource.service; above = above.parent) first = above;
  const reachedMs: UnixMs = unixMs(Math.min(first.startMs, deliveries[0]!.startMs));
  return toSighting(step, decidingOf(deliveries), { reachedMs, nextClockMs: reachedMs, inferred: false, waitMs: null, deliveries });
};

const seeConsume = (attempt: Attempt, step: CompiledStep, published: StepSighting | null): StepSighting | null => {
  const heads: Node[] = [];
  for (const one of attempt.consumed) if (one.step === step.index && !one.deadLetter) heads.push(one.head);
  if (heads.length === 0) return null;
  const deliveries = inOrder(heads).map(toDelivery);
  const waitMs = published ? Math.max(0, deliveries[0]!.startMs - published.endMs) : null;
  return enclosing(step, deliveries, waitMs);
};

/** Per delivery one write: the last, or where the delivery failed, the last that failed (what came after was tidying up). */
const decidingWrites = (attempt: Attempt, nodes: readonly Node[]): readonly Node[] => {
  if (nodes.length === 1) return nodes;
  const wanted = new Set(nodes);
  const byDelivery = new Map<Node | null, Node[]>();
  for (const { work, head } of attempt.consumed) {
    const writes = work.nodes.filter((node) => wanted.delete(node));
    if (writes.length > 0) byDelivery.set(head, writes);
  }
  // Those whose consumer was not exported.
  if (wanted.size > 0) byDelivery.set(null, [...wanted]);
  return [...byDelivery]
    .map(([head, writes]) => {
      const byEnd = [...writes].sort((a, b) => a.endMs - b.endMs || byStart(a, b));
      const failed =
        head !== null && operationStatus(head.span) !== "success"
          ? byEnd.findLast((node) => operationStatus(node.span) !== "success")
          : undefined;
      return failed ?? byEnd.at(-1)!;
    })
    .sort(byStart);
};

/** All queries of the request are one: from the first's start to the last's end, decided by the last. */
const seeQueries = (step: CompiledStep, nodes: readonly Node[]): StepSighting => {
  const last = nodes.reduce((latest, node) => (node.endMs > latest.endMs ? node : latest));
  const one: Delivery = { ...toDelivery(last), startMs: nodes[0]!.startMs };
  return ending(step, [one]);
};

/** `api-user` is there when the seller's request begins, `price` when the publish does. */
const inferFromNext = (step: CompiledStep, next: StepSighting | null): StepSighting | null => {
  if (!step.step.orNextBegins || !next || next.inferred) return null;
  const first = next.deliveries[0]!;
  const delivery: Delivery = { ...first, endMs: first.startMs, status: "success", errorText: null };
  const at = first.startMs;
  return toSighting(step, delivery, { reachedMs: at, nextClockMs: at, inferred: true, waitMs: null, deliveries: [delivery] });
};
