import type { Ns } from "../base/time.ts";
import type { Trace } from "./span.ts";
import { buildTree } from "./tree.ts";

/** A stretch of one span on the critical path: making it shorter makes the whole trace shorter. */
export interface CriticalSegment {
  readonly spanIndex: number;
  readonly startNs: Ns;
  readonly endNs: Ns;
}

/**
 * Walked backwards from the trace's last end: at each moment the path is in the child that ended last before it, else in the span
 * itself.
 *
 *   A ████████████████████          A: 0–2, 8–10, 18–20
 *   B   ███████                     B: 2–8      (C overlaps B, ends before it: not on the path)
 *   C   ████
 *   D           ████████            D: 10–18
 *
 * - A child counts with all it caused: where a message outlives its publisher, the path runs to the consumer's end. The time in
 *   between, when nobody was at work (a queue's wait), belongs to no span and is a hole in the path.
 * - A child that starts before its parent (a skewed clock) counts from the parent's start; segments never overlap and never run backwards.
 * - Several roots are treated like children of one span that does nothing itself.
 *
 * Sorted by start. Each span is entered at most once: n log n, no recursion.
 */
export function findCriticalPath(trace: Pick<Trace, "spans">): readonly CriticalSegment[] {
  const { spans } = trace;
  const tree = buildTree(trace);
  const count = spans.length;
  const ends = new Float64Array(count + 1); // with all that was caused; the last is the imagined span above all roots
  for (let i = count - 1; i >= 0; i--) {
    const at = tree.order[i]!;
    const span = spans[at]!;
    ends[at] = Math.max(ends[at]!, span.startNs + span.durationNs);
    const parent = tree.parentIndex[at]!;
    const above = parent < 0 ? count : parent;
    ends[above] = Math.max(ends[above]!, ends[at]!);
  }
  const { firstChild, next } = childrenByEnd(tree.parentIndex, ends);

  const segments: CriticalSegment[] = [];
  const add = (spanIndex: number, from: Ns, to: Ns) => {
    const span = spans[spanIndex];
    if (!span) return;
    const startNs = Math.max(from, span.startNs);
    const endNs = Math.min(to, span.startNs + span.durationNs);
    if (endNs > startNs) segments.push({ spanIndex, startNs, endNs });
  };

  // A frame: a span on the path, the moment from which it is still to be walked back, and how far back it may reach.
  const frames = [{ span: count, until: ends[count]!, floor: 0, child: firstChild[count]! }];
  while (frames.length > 0) {
    const frame = frames.at(-1)!;
    let { child } = frame;
    while (child >= 0 && ends[child]! > frame.until) child = next[child]!; // ran beside what is on the path already
    if (child < 0 || ends[child]! <= frame.floor || frame.until <= frame.floor) {
      add(frame.span, frame.floor, frame.until);
      frames.pop();
      continue;
    }
    frame.child = next[child]!;
    add(frame.span, Math.max(frame.floor, ends[child]!), frame.until);
    const floor = Math.max(frame.floor, spans[child]!.startNs);
    frame.until = Math.min(frame.until, floor);
    frames.push({ span: child, until: ends[child]!, floor, child: firstChild[child]! });
  }
  return segments.reverse();
}

/** Children of each span as chained lists, latest end first; index `count` heads the roots. */
function childrenByEnd(parentIndex: Int32Array, ends: Float64Array) {
  const count = parentIndex.length;
  const byEnd = Int32Array.from(parentIndex.keys()).sort((a, b) => ends[a]! - ends[b]!);
  const firstChild = new Int32Array(count + 1).fill(-1);
  const next = new Int32Array(count).fill(-1);
  for (const index of byEnd) {
    const parent = parentIndex[index]!;
    const above = parent < 0 ? count : parent;
    next[index] = firstChild[above]!;
    firstChild[above] = index;
  }
  return { firstChild, next };
}
