// The queue's wait as an item of its own: from the producer's end to the first consumer of that very message.
//
//   mes-api   publish   ├┤
//   rabbitmq  (wait)      ▨▨▨▨▨▨▨
//   crm-api   process             ├────┤
//
// A consumer is tied to its producer by parent, by link, or by message id where the context was lost.

import type { Draft, DraftItem } from "./waterfall-draft.ts";
import { destinationOf, messageIdOf, systemOf } from "./waterfall-span.ts";

export function findWaits(draft: Draft): void {
  const producers = new Map<string, DraftItem>();
  const byMessage = new Map<string, DraftItem>();
  for (const item of draft.items) {
    const span = item.span;
    if (span?.kind !== "producer") continue;
    producers.set(`${span.traceId}:${span.spanId}`, item);
    const message = messageIdOf(span);
    // Some libraries nest two producer spans for one publish; the outer, which comes first, stands for both.
    if (message !== null && !byMessage.has(message)) byMessage.set(message, item);
  }
  if (producers.size === 0) return;
  const outer = (item: DraftItem): DraftItem => {
    const message = item.span === null ? null : messageIdOf(item.span);
    return message === null ? item : (byMessage.get(message) ?? item);
  };
  const earliest = new Map<DraftItem, Map<string, DraftItem>>();
  for (const item of draft.items) {
    const span = item.span;
    if (span === null || !takesMessages(item)) continue;
    const message = messageIdOf(span);
    const from = new Set<DraftItem>();
    const parent = span.parentSpanId === null ? undefined : producers.get(`${span.traceId}:${span.parentSpanId}`);
    if (parent) from.add(outer(parent));
    for (const link of span.links) {
      const linked = producers.get(`${link.traceId}:${link.spanId}`);
      if (linked) from.add(outer(linked));
    }
    if (from.size === 0 && message !== null && byMessage.has(message)) from.add(byMessage.get(message)!);
    for (const producer of from) {
      const services = earliest.get(producer) ?? new Map<string, DraftItem>();
      earliest.set(producer, services);
      const known = services.get(span.resource.service);
      if (!known || item.startNs < known.startNs) services.set(span.resource.service, item);
    }
  }
  for (const [producer, services] of earliest) {
    for (const consumer of services.values()) addWait(producer, consumer.startNs, false);
  }
}

/** Nothing is added where the consumer began before the publish was acknowledged: there was no wait. */
export function addWait(producer: DraftItem, untilNs: number, open: boolean): void {
  const span = producer.span;
  const startNs = producer.startNs + producer.durationNs;
  if (span === null || untilNs <= startNs) return;
  const destination = destinationOf(span) ?? span.name;
  producer.children.push({
    shape: "wait",
    span: null,
    trace: producer.trace,
    startNs,
    durationNs: untilNs - startNs,
    critical: false,
    children: [],
    orphan: false,
    chain: producer.chain,
    service: systemOf(span),
    operation: destination,
    wait: { destination, open },
  });
}

function takesMessages(item: DraftItem): boolean {
  const span = item.span;
  if (span === null) return false;
  if (span.kind === "consumer") return true;
  const operation = span.attributes["messaging.operation.type"] ?? span.attributes["messaging.operation"];
  return span.kind === "client" && operation === "receive";
}
