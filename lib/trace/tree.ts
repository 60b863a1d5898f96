import type { Span, Trace, TraceWarning } from "./span.ts";
import { resolveParents } from "./tree-parents.ts";

/**
 * The tree of a trace as parallel arrays over `trace.spans`; −1 stands for none.
 *
 *   index  span          parentIndex  depth  firstChild  nextSibling   order (depth-first)
 *     0    POST /orders      −1         0        1           −1          0
 *     1    ├ price            0         1        2            3          1
 *     2    │ └ GET model      1         2       −1           −1          2
 *     3    └ publish          0         1       −1           −1          3
 *
 * Siblings stand by start, as the spans do. Whatever the trace is like, every span is in the tree exactly once:
 * an orphan is a root, a cycle is cut at its earliest span, a span that names itself as parent is a root.
 */
export interface TraceTree {
  readonly parentIndex: Int32Array;
  /** 0 for roots. */
  readonly depth: Int32Array;
  readonly firstChild: Int32Array;
  readonly nextSibling: Int32Array;
  /** Depth-first, parents before children: span indices in the order in which rows are drawn. */
  readonly order: Int32Array;
  /** By span index: how many spans its subtree holds, itself included. A subtree is a run of `order`. */
  readonly subtreeSize: Int32Array;
  /** Spans without a parent in the tree, by start: true roots, orphans and cut cycles. */
  readonly roots: readonly number[];
  readonly warnings: readonly TraceWarning[];
}

/** Linear in spans, without recursion: depth is data. */
export function buildTree(trace: Pick<Trace, "spans">): TraceTree {
  if (trace.spans.length === 1) return treeOfOne(trace.spans[0]!);
  const { parentIndex, warnings } = parentsOf(trace);
  return { parentIndex, ...linkChildren(parentIndex), warnings };
}

/** Parents are asked for again and again (when a trace is made, by its clocks, by its rows); traces never change. */
const known = new WeakMap<readonly Span[], Pick<TraceTree, "parentIndex" | "warnings">>();

/** What of the tree every trace is asked for when it is taken in: who is whose parent, and what is odd about it. */
export function parentsOf({ spans }: Pick<Trace, "spans">): Pick<TraceTree, "parentIndex" | "warnings"> {
  if (spans.length === 1) return treeOfOne(spans[0]!);
  let parents = known.get(spans);
  if (parents === undefined) {
    parents = resolveParents(spans);
    known.set(spans, parents);
  }
  return parents;
}

const NONE = new Int32Array([-1]);
const ZERO = new Int32Array([0]);
const ALONE = {
  parentIndex: NONE,
  firstChild: NONE,
  nextSibling: NONE,
  order: ZERO,
  depth: ZERO,
  subtreeSize: new Int32Array([1]),
  roots: [0],
} as const;
const ROOT: TraceTree = { ...ALONE, warnings: [] };

/** Most traces are one span, a heartbeat: theirs is the same tree for all. */
function treeOfOne({ spanId, parentSpanId }: Span): TraceTree {
  if (parentSpanId === null) return ROOT;
  const warning: TraceWarning = parentSpanId === spanId ? { kind: "self-parent", spanId } : { kind: "orphan", spanId, parentSpanId };
  return { ...ALONE, warnings: [warning, { kind: "no-root" }] };
}

function linkChildren(parentIndex: Int32Array) {
  const count = parentIndex.length;
  const firstChild = new Int32Array(count).fill(-1);
  const nextSibling = new Int32Array(count).fill(-1);
  const roots: number[] = [];
  // From the last to the first, each put in front: siblings end up by start.
  for (let i = count - 1; i >= 0; i--) {
    const parent = parentIndex[i]!;
    if (parent < 0) {
      roots.push(i);
      continue;
    }
    nextSibling[i] = firstChild[parent]!;
    firstChild[parent] = i;
  }
  roots.reverse();

  const depth = new Int32Array(count);
  const order = new Int32Array(count);
  let written = 0;
  for (const root of roots) {
    let at = root;
    while (at >= 0) {
      order[written++] = at;
      const child = firstChild[at]!;
      if (child >= 0) {
        depth[child] = depth[at]! + 1;
        at = child;
        continue;
      }
      while (at !== root && nextSibling[at]! < 0) at = parentIndex[at]!;
      if (at === root) break;
      const sibling = nextSibling[at]!;
      depth[sibling] = depth[at]!;
      at = sibling;
    }
  }

  const subtreeSize = new Int32Array(count).fill(1);
  for (let i = count - 1; i >= 0; i--) {
    const at = order[i]!;
    const parent = parentIndex[at]!;
    if (parent >= 0) subtreeSize[parent]! += subtreeSize[at]!;
  }
  return { firstChild, nextSibling, order, depth, subtreeSize, roots };
}
