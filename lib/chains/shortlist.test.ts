import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { readTrace } from "#lib/trace/notation";
import { type Attributes, SPAN_KINDS, type Span } from "#lib/trace/span";
import { compileChains, mayBeRequest } from "./compile.ts";
import type { Chain, ChainSet, SpanPredicate } from "./definition.ts";
import { rankOf } from "./fronts.ts";
import { defaultChains } from "./load.ts";
import { peersOf } from "./peers.ts";
import { compilePredicate } from "./predicate.ts";
import { indexSpans } from "./span-index.ts";
import { cutWorks } from "./works.ts";

const [plain] = readTrace("a  x  internal  0ms  1ms").spans;

const services = fc.constantFrom("mes-api", "crm-api", "seller-client", "storage-3d", "constructor");
const names = fc.constantFrom("POST /orders", "CalculatePrice", "createorder", "GET /api/orders/active", "insert crm");
const texts = fc.constantFrom(
  "CreateOrder",
  "/orders",
  "http://h/orders/7/price?x=1",
  "a:order.created",
  "POST",
  "publish",
  "storage",
  "x",
);
const values = fc.oneof(texts, fc.constantFrom(null, true, 200, 3n), fc.array(texts, { maxLength: 3 }));
const keys = fc.constantFrom(
  ...["operation_name", "http.route", "url.path", "http.url", "http.method", "messaging.destination", "messaging.rabbitmq.routing_key"],
  ...["messaging.operation", "db.statement", "db.operation.name", "peer.service", "server.address", "own.key"],
);

const spans: fc.Arbitrary<Span> = fc
  .record({ service: services, kind: fc.constantFrom(...SPAN_KINDS), name: names, own: fc.dictionary(keys, values, { maxKeys: 4 }) })
  .map(({ service, kind, name, own }) => {
    const attributes: Attributes = Object.assign(Object.create(null), own);
    return { ...plain!, kind, name, attributes, resource: { ...plain!.resource, service } };
  });

const patterns = fc.array(fc.oneof(texts, names, fc.constantFrom("*", "*order*", "*/orders", "p*")), { minLength: 1, maxLength: 3 });
const predicates: fc.Arbitrary<SpanPredicate> = fc.record(
  {
    kind: fc.uniqueArray(fc.constantFrom(...SPAN_KINDS), { minLength: 1, maxLength: 2 }),
    service: fc.uniqueArray(fc.oneof(services, fc.constantFrom("*-api", "*")), { minLength: 1, maxLength: 2 }),
    name: patterns,
    peer: patterns,
    attributes: fc.dictionary(keys, patterns, { minKeys: 1, maxKeys: 2 }),
  },
  { requiredKeys: [] },
);

const bundled = defaultChains();
const drawnSets: fc.Arbitrary<ChainSet> = fc
  .array(
    fc.record({ signs: fc.array(predicates, { maxLength: 4 }), match: fc.array(predicates, { maxLength: 3 }), ofTrace: fc.boolean() }),
    {
      minLength: 1,
      maxLength: 3,
    },
  )
  .map((drawn) => ({
    ...bundled,
    chains: drawn.map(({ signs, match, ofTrace }, at): Chain => {
      const step = { ...bundled.chains[0]!.steps[1]!, match };
      return { ...bundled.chains[0]!, id: `c${at}`, keyedBy: ofTrace ? "trace" : "order", signs, steps: [step, { ...step, id: "second" }] };
    }),
  }));

test("a span's shortlist says of its signs and steps what each predicate says when asked one by one", () => {
  fc.assert(
    fc.property(fc.oneof(drawnSets, fc.constant(bundled)), fc.array(spans, { minLength: 1, maxLength: 12 }), (set, some) => {
      const compiled = compileChains(set);
      for (const span of some) {
        const index = indexSpans([{ ...readTrace("a  x  internal  0ms  1ms"), spans: [span] }], undefined);
        const [placed] = cutWorks(index, compiled, null).placed;
        const meets = (predicate: SpanPredicate): boolean => compilePredicate(predicate)(span, () => peersOf(placed!.node, set.peers));
        for (const chain of compiled.chains) {
          assert.equal((placed!.own & chain.bit) !== 0, chain.chain.signs.some(meets), `sign of ${chain.chain.id}`);
          for (const step of chain.steps)
            assert.equal(rankOf(placed!.node, step, compiled), step.step.match.findIndex(meets), step.step.id);
        }
        const requests = set.chains.filter((chain) => chain.keyedBy === "trace").flatMap((chain) => chain.signs);
        const may = requests.some(({ peer: _, ...rest }) => compilePredicate(rest)(span, () => []));
        assert.equal(mayBeRequest(compiled, [span]), may);
      }
    }),
    { numRuns: 400 },
  );
});
