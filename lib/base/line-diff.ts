/** Which lines of a text became which of another. */
export type DiffLine =
  | { readonly kind: "same"; readonly text: string; readonly before: number; readonly after: number }
  | { readonly kind: "removed"; readonly text: string; readonly before: number }
  | { readonly kind: "added"; readonly text: string; readonly after: number };

/** Beyond so many pairs of lines, what lies between the common ends is told as replaced whole. */
const MOST_PAIRS = 4_000_000;

/** By the longest common subsequence of what lies between the common beginning and end. Line numbers from 1. */
export function diffLines(before: string, after: string): readonly DiffLine[] {
  const a = before.split("\n");
  const b = after.split("\n");
  let head = 0;
  while (head < a.length && head < b.length && a[head] === b[head]) head++;
  let tail = 0;
  while (tail < a.length - head && tail < b.length - head && a[a.length - 1 - tail] === b[b.length - 1 - tail]) tail++;
  const same = (from: number, count: number, shift: number): readonly DiffLine[] =>
    a.slice(from, from + count).map((text, index) => ({ kind: "same", text, before: from + index + 1, after: from + index + 1 + shift }));
  return [
    ...same(0, head, 0),
    ...diffMiddle(a.slice(head, a.length - tail), b.slice(head, b.length - tail), head),
    ...same(a.length - tail, tail, b.length - a.length),
  ];
}

function diffMiddle(a: readonly string[], b: readonly string[], head: number): readonly DiffLine[] {
  const removed = (index: number): DiffLine => ({ kind: "removed", text: a[index]!, before: head + index + 1 });
  const added = (index: number): DiffLine => ({ kind: "added", text: b[index]!, after: head + index + 1 });
  if (a.length * b.length > MOST_PAIRS) return [...a.map((_, index) => removed(index)), ...b.map((_, index) => added(index))];
  const width = b.length + 1;
  // common[i, j]: the longest common subsequence of a from i on and b from j on.
  const common = new Uint32Array((a.length + 1) * width);
  for (let i = a.length - 1; i >= 0; i--)
    for (let j = b.length - 1; j >= 0; j--)
      common[i * width + j] =
        a[i] === b[j] ? common[(i + 1) * width + j + 1]! + 1 : Math.max(common[(i + 1) * width + j]!, common[i * width + j + 1]!);
  const lines: DiffLine[] = [];
  let i = 0;
  let j = 0;
  while (i < a.length || j < b.length) {
    if (i < a.length && j < b.length && a[i] === b[j]) {
      lines.push({ kind: "same", text: a[i]!, before: head + i + 1, after: head + j + 1 });
      i++;
      j++;
    } else if (i < a.length && (j === b.length || common[(i + 1) * width + j]! >= common[i * width + j + 1]!)) lines.push(removed(i++));
    else lines.push(added(j++));
  }
  return lines;
}
