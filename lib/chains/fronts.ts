/** The spans of one chain in one trace that stand before its first broker hop: what an attempt begins with. */
import type { UnixMs } from "#lib/base/time";
import type { TraceId } from "#lib/trace/span";
import type { CompiledChain, CompiledSet, CompiledStep } from "./compile.ts";
import { peersOf } from "./peers.ts";
import type { Node } from "./span-index.ts";
import type { Placed, Works } from "./works.ts";

export interface Candidate {
  readonly node: Node;
  /** Which alternative of the step it met: the least wins. */
  readonly rank: number;
}

export interface Front {
  readonly chain: CompiledChain;
  readonly traceId: TraceId;
  /** By step index. Steps behind a hop stand here only as pieces whose consumer was lost. */
  readonly candidates: Candidate[][];
  readonly nodes: Node[];
  startMs: UnixMs;
  /** End of the topmost spans seen: the nearest to "its root span ended" that can be known. */
  endMs: UnixMs;
  /** End of the true root, where it was seen. */
  rootEndedMs: UnixMs | null;
}

export const rankOf = (node: Node, step: CompiledStep, peers: ReadonlyMap<string, string>): number => {
  const peer = () => peersOf(node, peers);
  for (let rank = 0; rank < step.alternatives.length; rank++) if (step.alternatives[rank]!(node.span, peer)) return rank;
  return -1;
};

export const findFronts = (works: Works, compiled: CompiledSet, chains: readonly CompiledChain[]): readonly Front[] => {
  const fronts = new Map<string, Front>();
  const peers = compiled.set.peers;
  for (const placed of works.placed.values()) {
    if (placed.chains === 0 || placed.foreign || !placed.request) continue;
    for (const chain of chains) {
      if ((placed.chains & chain.bit) === 0) continue;
      for (const step of chain.steps) {
        if (step.step.role === "consume") continue;
        const rank = rankOf(placed.node, step, peers);
        if (rank < 0 || (step.segment > 0 && !isLostPiece(placed))) continue;
        addTo(fronts, chain, placed.node, step, rank);
      }
    }
  }
  for (const front of fronts.values()) measure(front);
  return [...fronts.values()].sort((a, b) => a.startMs - b.startMs || (a.traceId < b.traceId ? -1 : a.traceId > b.traceId ? 1 : 0));
};

/** A span of a later segment may stand in the request only because the consumer around it was not exported (it ends last). */
const isLostPiece = ({ node }: Placed): boolean => {
  let top = node;
  while (top.parent !== null && top.parent.span.resource.service === node.span.resource.service && top.span.kind !== "server")
    top = top.parent;
  return top.orphan && top.span.kind !== "server";
};

const addTo = (fronts: Map<string, Front>, chain: CompiledChain, node: Node, step: CompiledStep, rank: number): void => {
  const key = `${chain.index} ${node.traceId}`;
  let front = fronts.get(key);
  if (!front) {
    const { traceId, startMs, endMs } = node;
    front = { chain, traceId, candidates: chain.steps.map(() => []), nodes: [], startMs, endMs, rootEndedMs: null };
    fronts.set(key, front);
  }
  front.candidates[step.index]!.push({ node, rank });
  front.nodes.push(node);
};

const measure = (front: Front): void => {
  for (const { startMs, top } of front.nodes) {
    if (startMs < front.startMs) front.startMs = startMs;
    if (top.endMs > front.endMs) front.endMs = top.endMs;
    if (!top.orphan && (front.rootEndedMs === null || top.endMs > front.rootEndedMs)) front.rootEndedMs = top.endMs;
  }
};
