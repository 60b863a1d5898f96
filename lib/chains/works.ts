/**
 * Cuts traces into works and says which chain each span belongs to.
 *
 * A work is what one service was asked to do, with all that it called: a request, or the handling of one message. A broker's
 * consumer opens a new one, even where it continues the trace:
 *
 *     seller-client POST            ┐
 *       mes-api POST /…/price  ←sign│ request work of the trace: its route makes all of it price-calculation
 *         publish orders            ┘
 *           crm-api orders receive  ┐ a consumer work: its chain is that of the message it took (messages.ts), not its own looks
 *             update                ┘
 */
import { carriedIds } from "#lib/trace/order-ids";
import type { TraceId } from "#lib/trace/span";
import type { CompiledSet } from "./compile.ts";
import { readerOf } from "./conventions.ts";
import { peersOf } from "./peers.ts";
import type { Node, SpanIndex } from "./span-index.ts";

export interface Work {
  readonly traceId: TraceId;
  /** The consumer that opened it; null for the requests of a trace. */
  readonly head: Node | null;
  readonly nodes: Node[];
  /** Chains that a sign somewhere in it names. */
  signs: number;
}

export interface Placed {
  readonly node: Node;
  readonly work: Work;
  /** Inside a consumer's work, but below a request of another chain that it made: a request again. */
  readonly request: boolean;
  /** The span's own signs. */
  readonly own: number;
  /** Chains it may belong to, by its nearest sign; 0 where nothing says. */
  chains: number;
  /** It, or what it stands in, is about another order. */
  foreign: boolean;
}

export interface Works {
  readonly works: readonly Work[];
  readonly placed: ReadonlyMap<Node, Placed>;
}

const readMessagingType = readerOf("messaging.operation.type");
const TAKING = new Set(["receive", "process", "deliver", "consume"]);

/** Push (CONSUMER) or pull (a CLIENT span that receives). */
const isConsumer = (node: Node): boolean =>
  node.span.kind === "consumer" ||
  (node.span.kind === "client" && readMessagingType(node.span).some((type) => TAKING.has(type.toLowerCase())));

export const cutWorks = (index: SpanIndex, compiled: CompiledSet, orderId: string | null): Works => {
  const works: Work[] = [];
  const requests = new Map<TraceId, Work>();
  const placed = new Map<Node, Placed>();
  for (const node of index.nodes) {
    const above = node.parent ? placed.get(node.parent)! : null;
    const own = readSigns(node, compiled);
    let work: Work;
    if (isConsumer(node) && !(above && continuesDelivery(node, above))) {
      work = { traceId: node.traceId, head: node, nodes: [], signs: 0 };
      works.push(work);
    } else if (above) work = above.work;
    else {
      const found = requests.get(node.traceId);
      work = found ?? { traceId: node.traceId, head: null, nodes: [], signs: 0 };
      if (!found) {
        requests.set(node.traceId, work);
        works.push(work);
      }
    }
    const inherits = above !== null && above.work === work;
    const request = work.head === null || (inherits && above.request) || (node !== work.head && node.span.kind === "server" && own !== 0);
    work.nodes.push(node);
    work.signs |= own;
    const chains = own !== 0 ? own : inherits ? above.chains : 0;
    placed.set(node, { node, work, request, own, chains, foreign: false });
  }
  spreadSigns(index.nodes, placed);
  if (orderId !== null) markForeign(index.nodes, placed, compiled.set.orderKeys, orderId);
  return { works, placed };
};

/** `receive` with `process` inside it, both of one message, in one service: one delivery. A batch's processes each have a tie of their own. */
const continuesDelivery = (node: Node, above: Placed): boolean => {
  const head = above.work.head;
  if (head === null || head.span.resource.service !== node.span.resource.service || node.span.links.length > 0) return false;
  for (let at = node.parent; at !== null && at !== head; at = at.parent) if (at.span.kind === "producer") return false;
  return node.parent?.span.kind !== "producer" && head.span.links.length <= 1;
};

const readSigns = (node: Node, compiled: CompiledSet): number => {
  let mask = 0;
  const peer = () => peersOf(node, compiled.set.peers);
  for (const chain of compiled.chains) {
    for (const sign of chain.signs)
      if (sign(node.span, peer)) {
        mask |= chain.bit;
        break;
      }
  }
  return mask;
};

/** Spans with no sign on or above them take the signs below; a piece without any (its parents were lost) takes the whole work's. */
const spreadSigns = (nodes: readonly Node[], placed: ReadonlyMap<Node, Placed>): void => {
  const below = new Map<Node, number>();
  for (let i = nodes.length - 1; i >= 0; i--) {
    const node = nodes[i]!;
    const here = placed.get(node)!;
    const mask = (below.get(node) ?? 0) | here.own;
    below.set(node, mask);
    const parent = node.parent;
    if (parent && placed.get(parent)!.work === here.work) below.set(parent, (below.get(parent) ?? 0) | mask);
  }
  const bare = new Set<Node>();
  for (const node of nodes) {
    const here = placed.get(node)!;
    const parent = node.parent;
    const top = parent === null || placed.get(parent)!.work !== here.work;
    if (top ? below.get(node) === 0 : bare.has(parent)) bare.add(node);
    if (here.chains === 0) here.chains = bare.has(node) ? here.work.signs : (below.get(node) ?? 0);
  }
};

/** An order's traces may hold other orders too (a batch, a list): what stands under another order's id is not ours. */
const markForeign = (nodes: readonly Node[], placed: ReadonlyMap<Node, Placed>, keys: readonly string[], orderId: string): void => {
  const own = new Map<Node, boolean>();
  let foreign = false;
  for (const node of nodes) {
    const ids = carriedIds(node.span, keys);
    if (ids.length === 0) continue;
    const ours = ids.includes(orderId);
    own.set(node, ours);
    foreign ||= !ours;
  }
  if (!foreign) return;
  // Nearest id on or above; else the ids below: ours if any is.
  const below = new Map<Node, boolean>();
  for (let i = nodes.length - 1; i >= 0; i--) {
    const node = nodes[i]!;
    const ours = own.get(node) ?? below.get(node);
    if (ours !== undefined && node.parent) below.set(node.parent, (below.get(node.parent) ?? false) || ours);
  }
  const nearest = new Map<Node, boolean>();
  const ofWork = new Map<Work, boolean>();
  for (const node of nodes) {
    const { work } = placed.get(node)!;
    const ours = own.get(node) ?? (node.parent ? nearest.get(node.parent) : undefined);
    if (ours !== undefined) nearest.set(node, ours);
    const says = own.get(node);
    if (says !== undefined) ofWork.set(work, (ofWork.get(work) ?? false) || says);
  }
  for (const node of nodes) {
    const here = placed.get(node)!;
    here.foreign = !(nearest.get(node) ?? below.get(node) ?? ofWork.get(here.work) ?? true);
  }
};
