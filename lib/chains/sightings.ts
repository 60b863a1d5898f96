/** What was seen of each step of an attempt. One function per role: roles differ in what encloses what, and in what a retry means. */
import { unixMs } from "#lib/base/time";
import type { Attempt } from "./attempts.ts";
import type { CompiledStep } from "./compile.ts";
import { decidingOf, toDelivery } from "./delivery.ts";
import type { Delivery, StepSighting } from "./execution.ts";
import { type Candidate, rankOf } from "./fronts.ts";
import { outermostPublish } from "./messages.ts";
import { byStart, type Node } from "./span-index.ts";

export const seeSteps = (attempt: Attempt, peers: ReadonlyMap<string, string>): readonly (StepSighting | null)[] => {
  const seen: (StepSighting | null)[] = [];
  for (const step of attempt.chain.steps) seen.push(seeStep(attempt, step, peers, seen));
  return seen.map((sighting, index) => sighting ?? inferFromNext(attempt.chain.steps[index]!, seen[index + 1] ?? null));
};

const seeStep = (
  attempt: Attempt,
  step: CompiledStep,
  peers: ReadonlyMap<string, string>,
  before: readonly (StepSighting | null)[],
): StepSighting | null => {
  if (step.step.role === "consume") return seeConsume(attempt, step, before.at(-1) ?? null);
  const found = [...attempt.fronts.flatMap((front) => front.candidates[step.index]!), ...insideConsumers(attempt, step, peers)];
  const nodes = step.step.role === "call" ? nodesOf(found) : nodesOf(bestOf(found));
  if (nodes.length === 0) return null;
  switch (step.step.role) {
    case "caller":
      return seeCaller(step, nodes);
    case "server":
      return enclosing(step, outermostOf(nodes).map(toDelivery), null);
    case "publish":
      return ending(step, [...new Set(nodes.map(outermostPublish))].sort(byStart).map(toDelivery));
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

/** Spans of a later segment stand inside the consumers that opened it. */
const insideConsumers = (attempt: Attempt, step: CompiledStep, peers: ReadonlyMap<string, string>): readonly Candidate[] => {
  if (step.segment === 0) return [];
  const opener = attempt.chain.consumeSteps[step.segment - 1]!.index;
  return attempt.consumed
    .filter((one) => one.step === opener && !one.deadLetter)
    .flatMap((one) =>
      one.work.nodes.flatMap((node): readonly Candidate[] => {
        const rank = node === one.head ? -1 : rankOf(node, step, peers);
        return rank < 0 ? [] : [{ node, rank }];
      }),
    );
};

const bestOf = (candidates: readonly Candidate[]): readonly Candidate[] => {
  let best = Number.POSITIVE_INFINITY;
  for (const { rank } of candidates) best = Math.min(best, rank);
  return candidates.filter(({ rank }) => rank === best);
};

const nodesOf = (candidates: readonly Candidate[]): readonly Node[] => [...new Set(candidates.map(({ node }) => node))].sort(byStart);

const outermostOf = (nodes: readonly Node[]): readonly Node[] => {
  const all = new Set(nodes);
  const outer = nodes.filter((node) => node.parent === null || !all.has(node.parent));
  return outer.length > 0 ? outer : nodes;
};

/** Reached when first begun; a further delivery restarts the clock of what comes after it, never its own. */
const enclosing = (step: CompiledStep, deliveries: readonly Delivery[], waitMs: number | null): StepSighting => {
  const deciding = decidingOf(deliveries);
  return {
    ...deciding,
    stepId: step.step.id,
    reachedMs: deliveries[0]!.startMs,
    nextClockMs: deciding.startMs,
    inferred: false,
    waitMs,
    deliveries,
  };
};

/** Reached when done: at the end of the delivery that decides. */
const ending = (step: CompiledStep, deliveries: readonly Delivery[]): StepSighting => {
  const deciding = decidingOf(deliveries);
  return {
    ...deciding,
    stepId: step.step.id,
    reachedMs: deciding.endMs,
    nextClockMs: deciding.endMs,
    inferred: false,
    waitMs: null,
    deliveries,
  };
};

/** An outside caller is reached at the start of its first span, the work around its call included; its retries restart nothing. */
const seeCaller = (step: CompiledStep, nodes: readonly Node[]): StepSighting => {
  const sighting = enclosing(step, nodes.map(toDelivery), null);
  let first = nodes[0]!;
  for (let above = first.parent; above?.span.resource.service === first.span.resource.service; above = above.parent) first = above;
  const reachedMs = unixMs(Math.min(first.startMs, sighting.reachedMs));
  return { ...sighting, reachedMs, nextClockMs: reachedMs };
};

const seeConsume = (attempt: Attempt, step: CompiledStep, published: StepSighting | null): StepSighting | null => {
  const heads = attempt.consumed.filter((one) => one.step === step.index && !one.deadLetter).map((one) => one.head);
  if (heads.length === 0) return null;
  const deliveries = [...new Set(heads)].sort(byStart).map(toDelivery);
  const waitMs = published ? Math.max(0, deliveries[0]!.startMs - published.endMs) : null;
  return enclosing(step, deliveries, waitMs);
};

/** Per delivery one write: the last, or where the delivery failed, the last that failed (what came after was tidying up). */
const decidingWrites = (attempt: Attempt, nodes: readonly Node[]): readonly Node[] => {
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
        head !== null && toDelivery(head).status !== "success"
          ? byEnd.findLast((node) => toDelivery(node).status !== "success")
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
  return { ...delivery, stepId: step.step.id, reachedMs: at, nextClockMs: at, inferred: true, waitMs: null, deliveries: [delivery] };
};
