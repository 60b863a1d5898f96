import { carriedIds } from "#lib/trace/order-ids";
import type { ArrivingSpan, OperationStatus } from "#lib/trace/span";
import { keepText, readText, SEAL_MARK, type Sealing } from "./sealing.ts";
import { attributeTerm, operationTerm, STATUS_BITS, serviceTerm, statusTerm } from "./search-term.ts";

/**
 * What a search needs to know of a trace, kept as JSON in its row and merged at every append: lists and searches never open spans.
 *
 *   services  ["crm-api", "mes-api"]
 *   pairs     [[0, "POST /orders", 1], [1, "CalculatePrice", 3]]    service index, operation, statuses seen (bits)
 */
export interface TraceFacts {
  root: { parentless: boolean; startNs: string; service: string; operation: string } | null;
  readonly services: string[];
  readonly pairs: [service: number, operation: string, statuses: number][];
  readonly orders: string[];
  /** Terms of indexed attributes. */
  readonly terms: number[];
  /** Ids of linked traces. */
  readonly links: string[];
}

export const noFacts = (): TraceFacts => ({ root: null, services: [], pairs: [], orders: [], terms: [], links: [] });

/** As kept: names that tell of somebody are sealed. */
export function writeFacts(facts: TraceFacts, sealing: Sealing): string {
  const { root, services, pairs } = facts;
  return JSON.stringify({
    ...facts,
    root: root && { ...root, service: keepText(sealing, root.service), operation: keepText(sealing, root.operation) },
    services: services.map((name) => keepText(sealing, name)),
    pairs: pairs.map(([service, operation, statuses]) => [service, keepText(sealing, operation), statuses]),
  });
}

export function readFacts(json: string, sealing: Sealing): TraceFacts {
  const facts = JSON.parse(json) as TraceFacts;
  if (!json.includes(`"${SEAL_MARK}`)) return facts;
  const { root, services, pairs } = facts;
  return {
    ...facts,
    root: root && { ...root, service: readText(sealing, root.service), operation: readText(sealing, root.operation) },
    services: services.map((name) => readText(sealing, name)),
    pairs: pairs.map(([service, operation, statuses]) => [service, readText(sealing, operation), statuses]),
  };
}

interface MergeContext {
  readonly orderKeys: readonly string[];
  readonly indexedKeys: readonly string[];
  readonly sealing: Sealing;
}

/** Adds spans to facts; the sets are only there while merging, so that a trace of 100k spans costs no quadratic search. */
export function factsMerger(facts: TraceFacts, { orderKeys, indexedKeys, sealing }: MergeContext) {
  const services = new Map(facts.services.map((service, index) => [service, index]));
  const pairs = new Map(facts.pairs.map((pair) => [`${pair[0]} ${pair[1]}`, pair]));
  const orders = new Set(facts.orders);
  const terms = new Set(facts.terms);
  const links = new Set(facts.links);
  const newTerms = new Set<number>();
  const addOrder = (order: string) => {
    if (orders.has(order)) return;
    orders.add(order);
    facts.orders.push(order);
  };
  return {
    /** Terms that the trace may not have had before. */
    newTerms: newTerms as ReadonlySet<number>,
    add(span: ArrivingSpan, status: OperationStatus): void {
      facts.root = betterRoot(facts.root, span);
      const service = span.resource.service;
      let index = services.get(service);
      if (index === undefined) {
        index = facts.services.push(service) - 1;
        services.set(service, index);
        newTerms.add(serviceTerm(service));
      }
      const key = `${index} ${span.name}`;
      const pair = pairs.get(key);
      if (status !== "success" && !((pair?.[2] ?? 0) & STATUS_BITS[status])) newTerms.add(statusTerm(status));
      if (pair) pair[2] |= STATUS_BITS[status];
      else {
        newTerms.add(operationTerm(span.name));
        const added: [number, string, number] = [index, span.name, STATUS_BITS[status]];
        pairs.set(key, added);
        facts.pairs.push(added);
      }
      for (const order of carriedIds(span, orderKeys)) addOrder(order);
      for (const key of indexedKeys) {
        for (const text of textsOf(span.attributes[key])) {
          const term = attributeTerm(key, text, sealing);
          if (terms.has(term)) continue;
          terms.add(term);
          newTerms.add(term);
          facts.terms.push(term);
        }
      }
      for (const link of span.links) {
        if (link.traceId === span.traceId || links.has(link.traceId)) continue;
        links.add(link.traceId);
        facts.links.push(link.traceId);
      }
    },
  };
}

/** A span without a parent before one with, then the earlier. */
function betterRoot(root: TraceFacts["root"], span: ArrivingSpan): TraceFacts["root"] {
  const parentless = span.parentSpanId === null;
  if (root !== null) {
    if (root.parentless && !parentless) return root;
    if (root.parentless === parentless && BigInt(root.startNs) <= span.startUnixNs) return root;
  }
  return { parentless, startNs: span.startUnixNs.toString(), service: span.resource.service, operation: span.name };
}

/** An attribute as search text: lists give each of their entries. */
export function textsOf(value: unknown): readonly string[] {
  switch (typeof value) {
    case "string":
      return [value];
    case "number":
    case "bigint":
    case "boolean":
      return [String(value)];
  }
  return Array.isArray(value) ? value.flatMap(textsOf) : [];
}

/** Every term that leads to the trace. */
export function termsOf(facts: TraceFacts): ReadonlySet<number> {
  const terms = new Set(facts.terms);
  for (const service of facts.services) terms.add(serviceTerm(service));
  for (const [, operation, statuses] of facts.pairs) {
    terms.add(operationTerm(operation));
    if (statuses & STATUS_BITS.error) terms.add(statusTerm("error"));
    if (statuses & STATUS_BITS.timeout) terms.add(statusTerm("timeout"));
  }
  return terms;
}
