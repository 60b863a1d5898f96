import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import fc from "fast-check";
import type { Hit } from "./hit.ts";
import { readHits } from "./read-hits.ts";
import { hitOfWire } from "./to-trace.ts";
import { readAnyForm } from "./wire.ts";

const orderKeys: ReadonlySet<string> = new Set(["order_id", "orderId"]);

const bodies = ["2025-05-29", "3.0.3"].flatMap((generation) =>
  readdirSync(join(import.meta.dirname, "fixtures", generation))
    .filter((name) => name.startsWith("search-"))
    .map((name) => JSON.parse(readFileSync(join(import.meta.dirname, "fixtures", generation, name), "utf8")).response)
    .filter(({ status }) => status === 200)
    .map(({ body }) => body as string),
);

function readSlowly(bytes: Uint8Array): readonly Hit[] | string {
  const read = readAnyForm(bytes);
  return read.ok ? read.value.map((hit) => hitOfWire(hit, orderKeys)) : read.error;
}

/** The slow way says what an answer means; the fast one says that too, or nothing. */
function holds(bytes: Buffer): boolean {
  const hits = readHits(bytes, orderKeys);
  if (hits !== null) assert.deepEqual(hits, readSlowly(bytes));
  return hits !== null;
}

test("recorded answers of both generations are read by their bytes, all of them", () => {
  assert.ok(bodies.length > 10);
  for (const body of bodies) assert.ok(holds(Buffer.from(body)), body.slice(0, 300));
});

test("ids of any length are usual: Tempo trims their zeros, one in sixteen has fewer digits", () => {
  for (const body of bodies.filter((one) => one.includes('"spanID"')))
    for (let cut = 1; cut < 16; cut++) {
      const trimmed = body
        .replace(/("traceID":")[0-9a-f]+(?=[0-9a-f]{16}")/g, (_, name) => `${name}${"a".repeat(16 - cut)}`)
        .replace(/("spanID":")[0-9a-f]{16}/g, (whole, name) => `${name}${whole.slice(name.length + cut)}`);
      assert.ok(holds(Buffer.from(trimmed)), `${cut} digits fewer`);
    }
});

test("recorded answers broken off anywhere, with any byte another one, or with a piece twice", () => {
  const long = bodies.filter((body) => body.length > 1_000);
  const mangling = fc.record({
    body: fc.constantFrom(...long),
    at: fc.nat(),
    length: fc.integer({ min: 1, max: 80 }),
    byte: fc.constantFrom(...Buffer.from('"\\{}[],:019axA- \u0001'), 0xc3, 0xff),
  });
  fc.assert(
    fc.property(mangling, ({ body, at, length, byte }) => {
      // Short enough to be read slowly some hundred times: the first hits and the end.
      const bytes = Buffer.from(shortened(body));
      const place = at % bytes.length;
      holds(bytes.subarray(0, place));
      const changed = Buffer.from(bytes);
      changed[place] = byte;
      holds(changed);
      holds(Buffer.concat([bytes.subarray(0, place + length), bytes.subarray(place)]));
      holds(Buffer.concat([bytes.subarray(0, place), bytes.subarray(place + length)]));
    }),
    { numRuns: 400 },
  );
});

function shortened(body: string): string {
  const { traces, metrics } = JSON.parse(body);
  return asTempo({ traces: traces.slice(0, 3), metrics });
}

/** jsonpb escapes markup, JSON.stringify does not. */
const asTempo = (answer: unknown): string =>
  JSON.stringify(answer).replace(/[<>&]/g, (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, "0")}`);

const hex = (digits: number) => fc.stringMatching(new RegExp(`^[0-9a-f]{${digits}}$`));
/** Now and then trimmed, all zeros, in capitals, or none at all. */
const id = (digits: number) =>
  fc.oneof(
    { weight: 8, arbitrary: hex(digits) },
    hex(digits - 3),
    fc.constantFrom("0".repeat(digits), "ABCDEF0123456789".slice(0, digits), ""),
  );
const nano = fc.oneof(
  { weight: 8, arbitrary: fc.bigInt({ min: 10n ** 18n, max: 10n ** 19n - 1n }).map(String) },
  fc.constantFrom("0", "99999999999999999999", "-1"),
);
const text = fc.oneof(fc.constantFrom("", "server", "error", "48213", "crm-api", "__proto__"), fc.string(), fc.string({ unit: "binary" }));
const key = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.constantFrom(
      ...["name", "kind", "status", "statusMessage", "link:traceID", "link:spanID", "service.name", "service.instance.id"],
      ...["host.name", "service.version", "exception.type", "exception.message", "order_id", "orderId", "messaging.message.id"],
      ...["messaging.batch.message_count", "db.system.name", "__proto__"],
    ),
  },
  text,
);
const value = fc.oneof(
  { weight: 8, arbitrary: text.map((stringValue) => ({ stringValue })) },
  fc.constantFrom("consumer", "server", "error", "1").map((stringValue) => ({ stringValue })),
  fc.bigInt().map((whole) => ({ intValue: String(whole) })),
  fc.double({ noNaN: true, noDefaultInfinity: true }).map((doubleValue) => ({ doubleValue })),
  fc.boolean().map((boolValue) => ({ boolValue })),
  fc.array(text, { maxLength: 2 }).map((texts) => ({ arrayValue: { values: texts.map((stringValue) => ({ stringValue })) } })),
  fc.constantFrom({}, { intValue: "x" }, { stringValue: "a", more: 1 }, { stringValue: 7 }, null),
);
const pair = fc.oneof(
  { weight: 9, arbitrary: fc.record({ key, value }) },
  fc.record({ key: fc.constant("span:parentID"), value: id(16).map((stringValue) => ({ stringValue })) }),
);
const some = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined, freq: 6 });
const span = fc.record({
  spanID: id(16),
  name: some(text),
  startTimeUnixNano: nano,
  durationNanos: some(fc.oneof(fc.nat().map(String), nano)),
  attributes: some(fc.array(pair, { minLength: 1, maxLength: 6 })),
});
const set = fc.record({
  spans: fc.array(span, { minLength: 1, maxLength: 3 }),
  matched: some(fc.oneof({ weight: 8, arbitrary: fc.nat(5) }, fc.constantFrom(-1, 1.5, 1e21))),
  attributes: some(fc.array(fc.record({ key: fc.constant("by(rootName)"), value }), { minLength: 1, maxLength: 2 })),
});
const hit = fc
  .record({
    traceID: id(32),
    rootServiceName: some(text),
    rootTraceName: some(text),
    startTimeUnixNano: nano,
    durationMs: some(fc.oneof(fc.nat(), fc.constant(-1))),
    sets: fc.array(set, { minLength: 1, maxLength: 3 }),
    isTwice: fc.boolean(),
    stats: some(fc.dictionary(text, fc.record({ spanCount: fc.nat(), errorCount: some(fc.nat()) }), { minKeys: 1, maxKeys: 2 })),
  })
  .map(({ sets, isTwice, stats, ...own }) => ({
    ...own,
    spanSet: sets[isTwice ? 0 : sets.length - 1],
    spanSets: sets,
    serviceStats: stats,
  }));

test("drawn answers, usual and odd", () => {
  let read = 0;
  fc.assert(
    fc.property(fc.array(hit, { maxLength: 2 }), (traces) => {
      if (holds(Buffer.from(asTempo({ traces, metrics: { completedJobs: 1 } })))) read++;
    }),
    { numRuns: 800 },
  );
  assert.ok(read > 50, `${read} were of the usual form`);
});
