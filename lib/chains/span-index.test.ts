import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { arbitraryTrace } from "#lib/trace/arbitrary-trace";
import { byStart, indexSpans, type Node } from "./span-index.ts";

/** Two half traces, so that spans come unsorted and doubled, parents in the other half. */
const halves = fc.tuple(arbitraryTrace, fc.infiniteStream(fc.nat(2))).map(([trace, random]) => {
  const some = trace.spans.map((span) => ({ span, half: random.next().value as number }));
  return [0, 1].map((half) => ({ ...trace, spans: some.filter((one) => one.half === half || one.half === 2).map(({ span }) => span) }));
});

const childrenOf = (node: Node): readonly Node[] => {
  const children: Node[] = [];
  for (let child = node.firstChild; child !== null; child = child.nextSibling) children.push(child);
  return children;
};

test("whatever parents spans name: a forest, parents first, siblings by start, each span once and at its place", () => {
  fc.assert(
    fc.property(halves, (traces) => {
      const { nodes, find } = indexSpans(traces, undefined);
      nodes.forEach((node, at) => {
        assert.equal(node.at, at);
        assert.ok(node.parent === null || node.parent.at < at);
        assert.equal(node.top, node.parent?.top ?? node);
        assert.ok(node.parent === null || node.parent.span.spanId === node.span.parentSpanId);
        assert.equal(node.orphan, node.parent === null && node.span.parentSpanId !== null);
        const children = childrenOf(node);
        assert.deepEqual(
          children.map((one) => one.at),
          nodes.filter((one) => one.parent === node).map((one) => one.at),
        );
        for (let next = 1; next < children.length; next++) assert.ok(byStart(children[next - 1]!, children[next]!) <= 0);
      });
      const ids = new Set(traces.flatMap(({ spans }) => spans.map(({ spanId }) => spanId)));
      for (const id of ids) assert.equal(find(traces[0]!.traceId, id)?.span.spanId, id);
      const spans = new Set(traces.flatMap((trace) => trace.spans));
      assert.ok(nodes.length <= spans.size && nodes.every(({ span }) => spans.has(span)));
    }),
    { numRuns: 400 },
  );
});
