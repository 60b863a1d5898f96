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
import type { Shortlist } from "./shortlist.ts";
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
  readonly shortlist: Shortlist;
  /** Inside a consumer's work, but below a request of another chain that it made: a request again. */
  readonly request: boolean;
  /** The span's own signs. */
  readonly own: number;
  /** Chains it may belong to, by its nearest sign; 0 where nothing says. */
  chains: number;
  /** The signs on it and below it, within its work. */
  below: number;
  /** Nothing around it or below it in its work says a chain. */
  bare: boolean;
  /** It, or what it stands in, is about another order. */
  foreign: boolean;
}

export interface Works {
  readonly works: readonly Work[];
  /** By `Node.at`. */
  readonly placed: readonly Placed[];
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
  const placed: Placed[] = [];
  for (const node of index.nodes) {
    const above = node.parent ? placed[node.parent.at]! : null;
    const shortlist = compiled.shortlist(node.span);
    const own = readSigns(node, shortlist, compiled);
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
    placed.push({ node, work, shortlist, request, own, chains, below: own, bare: false, foreign: false });
  }
  spreadSigns(placed);
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

const readSigns = (node: Node, { signs }: Shortlist, { set }: CompiledSet): number => {
  let mask = 0;
  const peer = () => peersOf(node, set.peers);
  for (const probe of signs) mask |= probe(node.span, peer);
  return mask;
};

/** Spans with no sign on or above them take the signs below; a piece without any (its parents were lost) takes the whole work's. */
const spreadSigns = (placed: readonly Placed[]): void => {
  for (let at = placed.length - 1; at >= 0; at--) {
    const here = placed[at]!;
    const above = aboveInWork(here, placed);
    if (above !== null) above.below |= here.below;
  }
  for (const here of placed) {
    const above = aboveInWork(here, placed);
    here.bare = above === null ? here.below === 0 : above.bare;
    if (here.chains === 0) here.chains = here.bare ? here.work.signs : here.below;
  }
};

const aboveInWork = ({ node, work }: Placed, placed: readonly Placed[]): Placed | null => {
  const above = node.parent === null ? null : placed[node.parent.at]!;
  return above?.work === work ? above : null;
};

/** An order's traces may hold other orders too (a batch, a list): what stands under another order's id is not ours. */
const markForeign = (nodes: readonly Node[], placed: readonly Placed[], keys: readonly string[], orderId: string): void => {
  const ours = ({ span }: Node): boolean | null => {
    const ids = carriedIds(span, keys);
    return ids.length === 0 ? null : ids.includes(orderId);
  };
  if (!nodes.some((node) => ours(node) === false)) return;
  const own = new Map<Node, boolean>();
  for (const node of nodes) {
    const says = ours(node);
    if (says !== null) own.set(node, says);
  }
  // Nearest id on or above; else the ids below: ours if any is.
  const below = new Map<Node, boolean>();
  for (let i = nodes.length - 1; i >= 0; i--) {
    const node = nodes[i]!;
    const says = own.get(node) ?? below.get(node);
    if (says !== undefined && node.parent) below.set(node.parent, (below.get(node.parent) ?? false) || says);
  }
  const nearest = new Map<Node, boolean>();
  const ofWork = new Map<Work, boolean>();
  for (const node of nodes) {
    const { work } = placed[node.at]!;
    const near = own.get(node) ?? (node.parent ? nearest.get(node.parent) : undefined);
    if (near !== undefined) nearest.set(node, near);
    const says = own.get(node);
    if (says !== undefined) ofWork.set(work, (ofWork.get(work) ?? false) || says);
  }
  for (const node of nodes) {
    const here = placed[node.at]!;
    here.foreign = !(nearest.get(node) ?? below.get(node) ?? ofWork.get(here.work) ?? true);
  }
};
