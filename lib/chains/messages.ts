/**
 * Finds for each consumer the publish that it took, most trusted sign first; its own attributes often do not say.
 *
 *     parent      the nearest PRODUCER above it                       (the trace continues across the broker)
 *     link        a PRODUCER that it links to, or its trace           (the default of most stacks)
 *     message id  a PRODUCER with the same id                         (context lost)
 *     trace       the publisher was not exported, but its trace is known
 *     order id    all that is left: by what its own span says, else by what is open (attempts.ts)
 */
import type { TraceId } from "#lib/trace/span";
import type { CompiledSet } from "./compile.ts";
import type { CompiledChain } from "./compile-chain.ts";
import { destinationsOf, messageIdOf, readerOf } from "./conventions.ts";
import { rankOf } from "./fronts.ts";
import type { Node, SpanIndex } from "./span-index.ts";
import type { Work, Works } from "./works.ts";

export interface Consumed {
  readonly work: Work;
  readonly head: Node;
  /** Null: to be chosen by time. */
  readonly chain: CompiledChain | null;
  /** Index of its consume step in the chain; −1 while the chain is open. */
  readonly step: number;
  readonly producer: Node | null;
  /** Where its publisher worked, though its PRODUCER span was not seen. */
  readonly publisherTrace: TraceId | null;
  readonly messageId: string | null;
  readonly deadLetter: boolean;
}

const readType = readerOf("messaging.operation.type");
const SENDING = new Set(["send", "publish", "create"]);

export const isProducer = (node: Node): boolean =>
  node.span.kind === "producer" || (node.span.kind === "client" && readType(node.span).some((type) => SENDING.has(type.toLowerCase())));

/** Twin PRODUCER spans of one publish, one inside the other: the outermost stands for both. */
export const outermostPublish = (node: Node): Node => {
  let outer = node;
  for (let above = node.parent; above !== null && isProducer(above); above = above.parent) {
    const [a, b] = [messageIdOf(outer.span), messageIdOf(above.span)];
    if (above.span.resource.service !== node.span.resource.service || (a !== null && b !== null && a !== b)) break;
    outer = above;
  }
  return outer;
};

export const resolveConsumers = (
  index: SpanIndex,
  works: Works,
  compiled: CompiledSet,
  chains: readonly CompiledChain[],
): readonly Consumed[] => {
  if (!works.works.some(({ head }) => head !== null)) return [];
  const byMessage = new Map<string, Node>();
  for (const node of index.nodes) {
    if (!isProducer(node) || works.placed[node.at]!.foreign) continue;
    const id = messageIdOf(node.span);
    if (id !== null && !byMessage.has(id)) byMessage.set(id, node);
  }
  const resolved = new Map<Work, Consumed>();
  for (const work of works.works) {
    const head = work.head;
    if (head === null || works.placed[head.at]!.foreign) continue;
    // Parents come first in the list of works, so a redelivery through the consumer finds what that one was resolved to.
    resolved.set(work, resolveOne(work, head));
  }
  return [...resolved.values()];

  function resolveOne(work: Work, head: Node): Consumed {
    const messageId = messageIdOf(head.span);
    const deadLetter = isDeadLetter(head, compiled);
    const found = findProducer(head, messageId);
    const traces = [...head.span.links.map((link) => link.traceId), head.traceId].filter(index.knows);
    const base = { work, head, messageId, deadLetter };
    if (found) {
      const hop = hopOf(found, work);
      if (hop) return { ...base, ...hop, publisherTrace: hop.producer?.traceId ?? null };
    }
    const linked = traces.find((traceId) => traceId !== head.traceId) ?? (head.span.parentSpanId === null ? null : head.traceId);
    const says = chainsBySigns(work);
    const only = says.length === 1 ? says[0]! : null;
    return { ...base, chain: only?.chain ?? null, step: only?.step ?? -1, producer: null, publisherTrace: linked };
  }

  function findProducer(head: Node, messageId: string | null): Node | null {
    for (let above = head.parent; above !== null; above = above.parent) if (isProducer(above)) return above;
    for (const link of head.span.links) {
      const target = index.find(link.traceId, link.spanId);
      if (target && target !== head && isProducer(target)) return target;
    }
    return messageId === null ? null : (byMessage.get(messageId) ?? null);
  }

  /** Which chain's publish `producer` is, and so which consume step follows. */
  function hopOf(producer: Node, work: Work): Pick<Consumed, "chain" | "step" | "producer"> | null {
    const at = works.placed[producer.at]!;
    const published = outermostPublish(producer);
    if (at.foreign) return null;
    if (!at.request && at.work !== work) {
      const before = resolved.get(at.work);
      if (before?.chain) {
        const next = before.chain.publishSteps.find((step) => step.index > before.step && rankOf(published, step, compiled) >= 0);
        if (next) return { chain: before.chain, step: next.index + 1, producer: published };
        // The handler put the message back by publishing it anew: a delivery of the same step.
        return { chain: before.chain, step: before.step, producer: before.producer };
      }
    }
    const mask = at.chains !== 0 ? at.chains : work.signs;
    for (const chain of chains) {
      if (mask !== 0 && (mask & chain.bit) === 0) continue;
      if (mask === 0 && chains.length > 1 && !isOnlyPublisher(chain, published)) continue;
      const step = chain.publishSteps.find((one) => rankOf(published, one, compiled) >= 0);
      if (step && chain.steps[step.index + 1]?.step.role === "consume") return { chain, step: step.index + 1, producer: published };
    }
    return null;
  }

  /** An unsigned publish belongs to a chain where that chain alone publishes from its service. */
  function isOnlyPublisher(chain: CompiledChain, published: Node): boolean {
    return chains.every((other) => other === chain || !other.publishSteps.some((step) => rankOf(published, step, compiled) >= 0));
  }

  function chainsBySigns(work: Work): readonly { chain: CompiledChain; step: number }[] {
    const possible = chains.flatMap((chain) =>
      chain.consumeSteps
        .filter((step) => rankOf(work.head!, step, compiled) >= 0 || isDeadLetter(work.head!, compiled))
        .map((step) => ({ chain, step: step.index })),
    );
    const signed = possible.filter(({ chain }) => (work.signs & chain.bit) !== 0);
    return signed.length > 0 ? signed : possible;
  }
};

/** A handler of what was given up names the dead-letter queue in its destination or its own name. */
const isDeadLetter = (head: Node, compiled: CompiledSet): boolean =>
  compiled.isDeadLetterName(head.span.name) || destinationsOf(head.span).some(compiled.isDeadLetterName);
