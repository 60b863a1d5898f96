/** Callers as witnesses (DOMAIN rule 4): what a CLIENT span says of the service it called. */
import { isDatabaseSpan } from "#lib/trace/attribute-names";
import { operationStatus } from "#lib/trace/operation-status";
import type { Span, Trace } from "#lib/trace/span";
import { httpStatusOf, isMessaging } from "./conventions.ts";
import type { ChainSet } from "./definition.ts";
import type { Witness } from "./execution.ts";
import { calledService, serverBelow } from "./peers.ts";
import { type ClockOffsets, indexSpans, type Node } from "./span-index.ts";

export const collectWitnesses = (trace: Trace, chains: ChainSet, clockOffsets?: ClockOffsets): readonly Witness[] =>
  trace.spans.some(isCall) ? witnessesAmong(indexSpans([trace], clockOffsets).nodes, chains.peers) : [];

const isCall = (span: Span): boolean => span.kind === "client" && !isDatabaseSpan(span) && !isMessaging(span);

export const witnessesAmong = (nodes: Iterable<Node>, peers: ReadonlyMap<string, string>): readonly Witness[] => {
  const found: Witness[] = [];
  for (const node of nodes) {
    const witness = isCall(node.span) ? toWitness(node, peers) : null;
    if (witness) found.push(witness);
  }
  return found.sort((a, b) => a.atMs - b.atMs || (a.spanId < b.spanId ? -1 : 1));
};

const toWitness = (node: Node, peers: ReadonlyMap<string, string>): Witness | null => {
  const { span } = node;
  const service = calledService(node, peers);
  const outcome = outcomeOf(node);
  if (service === null || outcome === null || service === span.resource.service) return null;
  const instance = serverBelow(node)?.span.resource.instance ?? null;
  return { service, instance, caller: span.resource.service, atMs: node.endMs, outcome, traceId: node.traceId, spanId: span.spanId };
};

/** A proxy's words for "nobody is there". Its 504 may as well be the service's own word on whom it asked: no witness. */
const UNSERVED = new Set([502, 503]);
const REFUSED =
  /refused|reset|unreachable|ENOTFOUND|EHOSTUNREACH|ENETUNREACH|EPIPE|socket hang up|UND_ERR_SOCKET|connect(ion)?error|NewConnectionError|UNAVAILABLE/i;

const outcomeOf = (node: Node): Witness["outcome"] | null => {
  const { span } = node;
  const status = httpStatusOf(span);
  if (status !== null) {
    if (serverBelow(node)) return "served";
    return UNSERVED.has(status) ? "refused" : status === 504 ? null : "served";
  }
  const operation = operationStatus(span);
  if (operation === "timeout") return "timeout";
  if (operation === "success") return "served";
  return REFUSED.test(failureTextOf(span)) ? "refused" : null;
};

const failureTextOf = (span: Span): string => {
  const texts = [span.attributes["error.type"], span.attributes["rpc.response.status_code"], span.status.message];
  for (const event of span.events)
    if (event.name === "exception") texts.push(event.attributes["exception.type"], event.attributes["exception.message"]);
  return texts.filter((text) => typeof text === "string").join(" ");
};
