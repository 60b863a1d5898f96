import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { unixNs } from "../base/time.ts";
import { arbitraryTrace } from "./arbitrary-trace.ts";
import { buildTrace, type ReceivedSpan } from "./build-trace.ts";
import { readTrace, tracedAs } from "./notation.ts";
import type { SpanId, Trace } from "./span.ts";
import { buildTree } from "./tree.ts";
import { resolveParents } from "./tree-parents.ts";

/** The tree as text: names indented by depth. */
function draw(trace: Trace): string {
  const tree = buildTree(trace);
  return Array.from(tree.order, (index) => `${"  ".repeat(tree.depth[index]!)}${trace.spans[index]!.name}`).join("\n");
}
const kinds = (trace: Trace) => trace.warnings.map((warning) => warning.kind);

test("children stand below their parent by start", () => {
  const trace = readTrace(`
    a  root    server    0ms  100ms
      a  two   internal 50ms   10ms
        a  in  internal 51ms    1ms
      a  one   internal 10ms   10ms
  `);
  assert.equal(draw(trace), "root\n  one\n  two\n    in");
  assert.deepEqual([...buildTree(trace).subtreeSize], [4, 1, 2, 1]);
  assert.deepEqual(kinds(trace), []);
});

test("an orphan is a root and a warning; without any true root that is said too", () => {
  const trace = readTrace(`
    a  lost    server    0ms  100ms  parent=?
      a  kid   internal 50ms   10ms
  `);
  assert.equal(draw(trace), "lost\n  kid");
  assert.deepEqual(kinds(trace), ["orphan", "no-root"]);
});

test("a cycle is cut at its earliest span, whatever hangs below stays", () => {
  const trace = readTrace(`
    a  c    internal  20ms  10ms  #c parent=b
    a  b    internal  10ms  10ms  #b parent=a
    a  a    internal   0ms  10ms  #a parent=c
    a  kid  internal  25ms   1ms  parent=c
  `);
  assert.equal(draw(trace), "a\n  b\n    c\n      kid");
  assert.deepEqual(kinds(trace), ["cycle", "no-root"]);
});

test("a span that names itself as parent is a root", () => {
  const trace = readTrace("a  self  internal  0ms  10ms  #s parent=s");
  assert.equal(draw(trace), "self");
  assert.deepEqual(kinds(trace), ["self-parent", "no-root"]);
});

test("several roots are all drawn, by start, and said", () => {
  const trace = readTrace(`
    a  second  server  10ms  10ms
    a  first   server   0ms  10ms
  `);
  assert.equal(draw(trace), "first\nsecond");
  assert.deepEqual(kinds(trace), ["several-roots"]);
});

test("Zipkin's shared ids: the server hangs below the client, its service's spans below the server", () => {
  const trace = readTrace(`
    web  page    server    0ms  100ms  #root
    web  call    client   10ms   80ms  #call parent=root
    db   serve   server   20ms   60ms  #call parent=root
    db   query   internal 30ms   10ms  parent=call
    web  retry   internal 85ms    1ms  parent=call
  `);
  assert.equal(draw(trace), "page\n  call\n    serve\n      query\n    retry");
  assert.deepEqual(kinds(trace), ["shared-span-id"]);
});

const chain = (length: number, parent: (i: number) => number): readonly ReceivedSpan[] => {
  const [model] = readTrace("a  x  internal  0ms  1ms").spans;
  const id = (i: number) => (i + 1).toString(16).padStart(16, "0") as SpanId;
  return Array.from({ length }, (_, i) => ({
    ...model!,
    startUnixNs: unixNs(BigInt(1_000 + i)),
    spanId: id(i),
    parentSpanId: i === 0 ? null : id(parent(i)),
  }));
};

test("a tree 100,000 deep and one 100,000 wide are built", () => {
  const deep = buildTree(
    buildTrace(
      tracedAs("t"),
      chain(100_000, (i) => i - 1),
    ),
  );
  assert.equal(deep.depth[99_999], 99_999);
  assert.equal(deep.subtreeSize[0], 100_000);
  const wide = buildTree(
    buildTrace(
      tracedAs("t"),
      chain(100_000, () => 0),
    ),
  );
  assert.equal(wide.depth[99_999], 1);
});

test("whatever arrives: every span is in the tree once, below its parent, siblings by start", () => {
  fc.assert(
    fc.property(arbitraryTrace, (trace) => {
      const tree = buildTree(trace);
      const { spans } = trace;
      assert.deepEqual(
        [...tree.order].sort((a, b) => a - b),
        spans.map((_, i) => i),
      );
      const place = new Map([...tree.order].map((index, at) => [index, at]));
      spans.forEach((_, i) => {
        const parent = tree.parentIndex[i]!;
        assert.equal(tree.depth[i], parent < 0 ? 0 : tree.depth[parent]! + 1);
        assert.equal(parent < 0, tree.roots.includes(i));
        if (parent >= 0) {
          const above = place.get(parent)!;
          assert.ok(place.get(i)! > above && place.get(i)! < above + tree.subtreeSize[parent]!);
        }
        const sibling = tree.nextSibling[i]!;
        if (sibling >= 0) assert.ok(sibling > i && tree.parentIndex[sibling] === parent);
      });
    }),
    { numRuns: 500 },
  );
});

test("a trace of one span, which takes a short way, has the tree that the long way gives it", () => {
  fc.assert(
    fc.property(arbitraryTrace, ({ spans }) => {
      for (const span of spans) {
        const { parentIndex, warnings } = resolveParents([span]);
        const tree = buildTree({ spans: [span] });
        assert.deepEqual([tree.parentIndex, tree.warnings], [parentIndex, warnings]);
        assert.deepEqual(
          [tree.order, tree.depth, tree.subtreeSize, tree.roots].map((of) => [...of]),
          [[0], [0], [1], [0]],
        );
      }
    }),
    { numRuns: 50 },
  );
});
