import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { freePorts, OWN_HOST } from "#lib/base/own-ports-for-tests";
import { unixMs } from "#lib/base/time";
import { decodeOtlpProtobuf } from "#lib/trace/otlp-protobuf";
import type { ArrivingSpan } from "#lib/trace/span";
import { type CompanyOptions, createCompany } from "./company.ts";
import { simulate } from "./simulate.ts";
import type { TruthRow } from "./truth/row.ts";

const MINUTE = 60_000;
const OPENED = Date.UTC(2026, 10, 23, 9);
const HISTORY = 20 * MINUTE;

/** A receiver that refuses every fifth request as too much, and keeps what it acknowledged. */
const received: ArrivingSpan[] = [];
let requests = 0;
const receiver = createServer(async (req, res) => {
  const chunks: Buffer[] = [];
  for await (const chunk of req) chunks.push(chunk);
  if (requests++ % 5 === 2) {
    res.writeHead(429, { "retry-after": "0" }).end();
    return;
  }
  const decoded = decodeOtlpProtobuf(Buffer.concat(chunks));
  assert.ok(decoded.ok);
  received.push(...decoded.value.spans);
  res.writeHead(200, { "content-type": "application/x-protobuf" }).end();
});
const folders: string[] = [];
let exportUrl = "";

before(async () => {
  await new Promise<void>((resolve) => receiver.listen(0, "127.0.0.1", resolve));
  exportUrl = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/v1/traces`;
});
after(() => {
  receiver.close();
  receiver.closeAllConnections();
  for (const folder of folders) rmSync(folder, { recursive: true });
});

function optionsIn(dir: string, clock: { ms: number }): CompanyOptions {
  return {
    seed: 3,
    ordersPerMinute: 20,
    scenarios: [],
    exportUrl,
    groundTruthPath: join(dir, "truth.jsonl"),
    stateDir: dir,
    historyMs: HISTORY,
    now: () => unixMs(clock.ms),
    log: () => {},
  };
}

const newFolder = (): string => {
  const dir = mkdtempSync(join(tmpdir(), "loupe-company-"));
  folders.push(dir);
  return dir;
};
const rowsIn = (dir: string): readonly TruthRow[] =>
  readFileSync(join(dir, "truth.jsonl"), "utf8")
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line));
const idsOf = (spans: readonly ArrivingSpan[]): string[] => spans.map((span) => `${span.traceId} ${span.spanId}`).sort();
const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value, (_key, v) => (typeof v === "bigint" ? `${v}` : v)));

test("history over the real exporter: every span arrives once, as it was made, through refusals; every row follows its spans", async () => {
  received.length = 0;
  const dir = newFolder();
  const clock = { ms: OPENED + HISTORY };
  const company = createCompany(optionsIn(dir, clock));
  await company.writeHistory();
  const made = simulate({ seed: 3, ordersPerMinute: 20, from: unixMs(OPENED), to: unixMs(OPENED + HISTORY) });
  const spans = made.batches.flatMap((batch) => batch.spans);
  assert.deepEqual(idsOf(received), idsOf(spans));
  const sent = new Map(spans.map((span) => [`${span.traceId} ${span.spanId}`, span]));
  for (const span of received) {
    const { scope, ...wire } = span;
    const { scope: _scope, ...own } = sent.get(`${span.traceId} ${span.spanId}`)!;
    assert.deepEqual(plain(wire), plain(own));
    assert.equal(scope.name, "loupe-demo");
  }
  assert.deepEqual(rowsIn(dir), plain(made.truth));
  await company.stop();
});

test("history goes over into live traffic without a hole; a stop sends what has ended; a second start makes no history twice", async () => {
  received.length = 0;
  const dir = newFolder();
  const clock = { ms: OPENED + HISTORY };
  const company = createCompany(optionsIn(dir, clock));
  await company.writeHistory();
  clock.ms += 3 * MINUTE;
  company.goLive();
  await company.stop();
  const made = simulate({ seed: 3, ordersPerMinute: 20, from: unixMs(OPENED), to: unixMs(OPENED + HISTORY + 4 * MINUTE) });
  const endNs = BigInt(clock.ms) * 1_000_000n;
  const ended = made.batches.flatMap((batch) => batch.spans).filter((span) => span.startUnixNs + BigInt(span.durationNs) <= endNs);
  const missing = new Set(idsOf(ended));
  for (const id of idsOf(received)) missing.delete(id);
  assert.equal(missing.size, 0);
  assert.equal(new Set(idsOf(received)).size, received.length);

  const rows = rowsIn(dir);
  const last = new Map(rows.map((row) => [`${row.chainId} ${row.orderId ?? row.traceIds[0]} ${row.attempt}`, row]));
  assert.ok(
    [...last.values()].some((row) => row.expect === null),
    "what the stop cut short is not judged",
  );

  const before = received.length;
  clock.ms += 10 * MINUTE;
  const again = createCompany(optionsIn(dir, clock));
  await again.writeHistory();
  assert.equal(received.length, before);
  clock.ms += 2 * MINUTE;
  again.goLive();
  await again.stop();
  const later = received.slice(before);
  assert.ok(later.length > 300);
  const reopenedNs = BigInt(clock.ms - 2 * MINUTE) * 1_000_000n;
  // A clock may be 5 s behind; nothing else of the time between is told.
  assert.ok(later.every((span) => span.startUnixNs > reopenedNs - 6_000_000_000n));
  assert.equal(new Set(idsOf(received)).size, received.length);
});

test("after several stops the file has rows of what happened, and of nothing else", async () => {
  received.length = 0;
  const dir = newFolder();
  const clock = { ms: OPENED + HISTORY };
  for (let start = 0; start < 4; start++) {
    const company = createCompany(optionsIn(dir, clock));
    await company.writeHistory();
    clock.ms += 2 * MINUTE;
    company.goLive();
    await company.stop();
    clock.ms += 30 * MINUTE;
  }
  const seen = new Set<string>(received.map((span) => span.traceId));
  const strangers = rowsIn(dir).filter((row) => !row.traceIds.some((id) => seen.has(id)) && row.expect?.state !== null);
  // A request of which nothing had ended yet.
  assert.ok(strangers.every((row) => row.expect === null) && strangers.length <= 4, `${strangers.length}`);
});

test("with other flags in the same folder the history stays, and new orders have new numbers", async () => {
  received.length = 0;
  const dir = newFolder();
  const clock = { ms: OPENED + HISTORY };
  const first = createCompany(optionsIn(dir, clock));
  await first.writeHistory();
  await first.stop();
  const orders = new Set(rowsIn(dir).map((row) => row.orderId));
  const before = received.length;
  const second = createCompany({ ...optionsIn(dir, clock), ordersPerMinute: 60, scenarios: [["all", 0]] });
  await second.writeHistory();
  clock.ms += 2 * MINUTE;
  second.goLive();
  await second.stop();
  const news = new Set(
    received.slice(before).flatMap((span) => (typeof span.attributes["order_id"] === "string" ? [span.attributes["order_id"]] : [])),
  );
  assert.ok(news.size > 50);
  for (const order of news) assert.ok(!orders.has(order));
});

test("a receiver that is not there yet loses nothing", async () => {
  const dir = newFolder();
  const late = createServer();
  const [port] = await freePorts(1);
  received.length = 0;
  const complaints: string[] = [];
  const company = createCompany({
    ...optionsIn(dir, { ms: OPENED + MINUTE }),
    historyMs: MINUTE,
    exportUrl: `http://${OWN_HOST}:${port}/v1/traces`,
    log: (text) => complaints.push(text),
  });
  const written = company.writeHistory();
  const [handler] = receiver.listeners("request") as [Parameters<typeof createServer>[1]];
  late.on("request", handler as never);
  await new Promise((resolve) => setTimeout(resolve, 300));
  await new Promise<void>((resolve) => late.listen(port, OWN_HOST, resolve));
  await written;
  await company.stop();
  late.close();
  late.closeAllConnections();
  const made = simulate({ seed: 3, ordersPerMinute: 20, from: unixMs(OPENED), to: unixMs(OPENED + MINUTE) });
  const got = new Set(idsOf(received));
  assert.deepEqual(
    idsOf(made.batches.flatMap((batch) => batch.spans)).filter((id) => !got.has(id)),
    [],
  );
});
