import fc from "fast-check";
import { unixNs } from "../base/time.ts";
import { buildTrace, type ReceivedSpan } from "./build-trace.ts";
import { emptyAttributes, makeResource } from "./decoded-spans.ts";
import { tracedAs } from "./notation.ts";
import { SPAN_KINDS, type SpanId } from "./span.ts";

/** For property tests: traces as odd as can be. Few ids, so that they collide: orphans, cycles, self-parents, shared ids, skew. */
const id = (number: number): SpanId => (number + 1).toString(16).padStart(16, "0") as SpanId;
const START = 1_700_000_000_000_000_000n;

export const arbitrarySpans: fc.Arbitrary<readonly ReceivedSpan[]> = fc.array(
  fc
    .record({
      id: fc.nat(30),
      parent: fc.option(fc.nat(32)),
      kind: fc.constantFrom(...SPAN_KINDS),
      service: fc.constantFrom("a", "b", "c"),
      start: fc.oneof(fc.nat(100), fc.nat(2 ** 31)),
      duration: fc.oneof(fc.constant(0), fc.nat(100), fc.nat(2 ** 31), fc.constant(2 ** 60)),
    })
    .map(({ id: own, parent, kind, service, start, duration }): ReceivedSpan => {
      const attributes = emptyAttributes();
      attributes["service.name"] = service;
      return {
        traceId: tracedAs("t"),
        spanId: id(own),
        parentSpanId: parent === null ? null : id(parent),
        name: "x",
        kind,
        startUnixNs: unixNs(START + BigInt(start)),
        durationNs: duration,
        status: { code: "unset", message: null },
        attributes: emptyAttributes(),
        events: [],
        links: [],
        resource: makeResource(attributes),
        scope: { name: "", version: null },
        traceState: null,
        receivedAt: null,
      };
    }),
  { maxLength: 60 },
);

export const arbitraryTrace = arbitrarySpans.map((spans) => buildTrace(tracedAs("t"), spans));
