import assert from "node:assert/strict";
import { test } from "node:test";
import { unixMs, unixNs } from "../../base/time.ts";
import { NOTATION_BASE, readTraces } from "../../trace/notation.ts";
import type { ArrivingSpan } from "../../trace/span.ts";
import { fakeClient } from "./fake-client.ts";
import { createFakeTempo } from "./fake-tempo.ts";
import { createTempoSource } from "./tempo-source.ts";

const TRACES = 500;
const second = (at: number) =>
  `trace ${(at + 1).toString(16).padStart(4, "a")}\nmes-api  GET /orders  server  ${at}s  20ms\n  mes-api  select  client  ${at}.005s  5ms\n`;
/** Began an hour before all others and goes on among the newest: its first part lies outside what is asked about these. */
const LONG = `trace bb\ncrm-api  import  server  -3500s  4000000ms\n  crm-api  last row  internal  ${TRACES - 1}s  20ms\n`;

const arriving = (drawing: string): readonly ArrivingSpan[] =>
  readTraces(drawing).flatMap(({ startUnixNs, spans }) =>
    spans.map(({ startNs, receivedAt: _, ...span }) => ({ ...span, startUnixNs: unixNs(startUnixNs + BigInt(Math.round(startNs))) })),
  );

test("the newest page costs two questions and what it leaves in doubt, however many rows it has; every trace in it is whole", async () => {
  const now = () => NOTATION_BASE + TRACES * 1_000;
  const fake = createFakeTempo({ now, hiddenMs: 0, settleMs: 0, slackMs: 720 * 3_600_000 });
  fake.push(arriving(Array.from({ length: TRACES }, (_, at) => second(at)).join("\n")));
  for (const span of arriving(LONG)) fake.push([span]);
  const http = fakeClient(fake.answer);
  const source = createTempoSource({ id: "tempo", http, clock: () => unixMs(now()), orderKeys: ["order_id"], attributeKeys: [] });
  const page = await source.search({ limit: 300, from: unixMs(NOTATION_BASE - 2 * 3_600_000) });
  assert.ok(page.ok);
  assert.equal(page.value.items.length, 300);
  assert.deepEqual([...new Set(page.value.items.map(({ spanCount }) => spanCount))], [2]);
  assert.ok(http.asked.length <= 4, http.asked.map(({ path }) => path).join(" "));
});
