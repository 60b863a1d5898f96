/** The spans of one chain in one trace that stand before its first broker hop: what an attempt begins with. */
import type { UnixMs } from "#lib/base/time";
import type { TraceId } from "#lib/trace/span";
import type { CompiledSet } from "./compile.ts";
import type { CompiledChain, CompiledStep } from "./compile-chain.ts";
import { peersOf } from "./peers.ts";
import type { StepProbe } from "./shortlist.ts";
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
  readonly candidates: (readonly Candidate[])[];
  readonly nodes: Node[];
  startMs: UnixMs;
  /** End of the topmost spans seen: the nearest to "its root span ended" that can be known. */
  endMs: UnixMs;
  /** End of the true root, where it was seen. */
  rootEndedMs: UnixMs | null;
}

export const rankOf = (node: Node, step: CompiledStep, compiled: CompiledSet): number => {
  for (const probe of compiled.shortlist(node.span).steps[step.chain]!) if (probe.step === step) return rankAmong(node, probe, compiled);
  return -1;
};

const rankAmong = (node: Node, { alternatives }: StepProbe, { set }: CompiledSet): number => {
  let peer: (() => readonly string[]) | null = null;
  for (const { rank, test } of alternatives) {
    if (test === null) return rank;
    peer ??= () => peersOf(node, set.peers);
    if (test(node.span, peer)) return rank;
  }
  return -1;
};

export const findFronts = (works: Works, compiled: CompiledSet, chains: readonly CompiledChain[]): readonly Front[] => {
  const fronts: Fronts = { all: [], byTrace: chains.map(() => new Map()) };
  for (const placed of works.placed) {
    if (placed.chains === 0 || placed.foreign || !placed.request) continue;
    for (let at = 0; at < chains.length; at++) {
      const chain = chains[at]!;
      if ((placed.chains & chain.bit) === 0) continue;
      for (const probe of placed.shortlist.steps[chain.index]!) {
        const { step } = probe;
        if (step.step.role === "consume") continue;
        const rank = rankAmong(placed.node, probe, compiled);
        if (rank < 0 || (step.segment > 0 && !isLostPiece(placed))) continue;
        addTo(openFront(fronts, chain, at, placed.node), placed.node, step, rank);
      }
    }
  }
  for (const front of fronts.all) measure(front);
  return fronts.all.sort((a, b) => a.startMs - b.startMs || (a.traceId < b.traceId ? -1 : a.traceId > b.traceId ? 1 : 0));
};

interface Fronts {
  readonly all: Front[];
  /** By the chain's place among those wanted. */
  readonly byTrace: readonly Map<TraceId, Front>[];
}

/** A span of a later segment may stand in the request only because the consumer around it was not exported (it ends last). */
const isLostPiece = ({ node }: Placed): boolean => {
  let top = node;
  while (top.parent !== null && top.parent.span.resource.service === node.span.resource.service && top.span.kind !== "server")
    top = top.parent;
  return top.orphan && top.span.kind !== "server";
};

const openFront = ({ all, byTrace }: Fronts, chain: CompiledChain, at: number, { traceId, startMs, endMs }: Node): Front => {
  const known = byTrace[at]!.get(traceId);
  if (known !== undefined) return known;
  const front: Front = { chain, traceId, candidates: chain.steps.map(() => NONE), nodes: [], startMs, endMs, rootEndedMs: null };
  byTrace[at]!.set(traceId, front);
  all.push(front);
  return front;
};

/** Most steps have one candidate, or none. */
const NONE: readonly Candidate[] = Object.freeze([]);

const addTo = (front: Front, node: Node, step: CompiledStep, rank: number): void => {
  const known = front.candidates[step.index]!;
  if (known === NONE) front.candidates[step.index] = [{ node, rank }];
  else (known as Candidate[]).push({ node, rank });
  front.nodes.push(node);
};

const measure = (front: Front): void => {
  for (const { startMs, top } of front.nodes) {
    if (startMs < front.startMs) front.startMs = startMs;
    if (top.endMs > front.endMs) front.endMs = top.endMs;
    if (!top.orphan && (front.rootEndedMs === null || top.endMs > front.rootEndedMs)) front.rootEndedMs = top.endMs;
  }
};
