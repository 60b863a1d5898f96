import assert from "node:assert/strict";
import { test } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import { MINUTE_MS, unixMs } from "#lib/base/time";
import { defaultChains } from "#lib/chains/load";
import { simulate } from "#lib/demo/simulate";
import { createHttpClient } from "#lib/sources/http/create-http-client";
import { createTempoSource } from "#lib/sources/tempo/tempo-source";
import { type Disturbance, startDisturbingProxy } from "./disturbing-proxy.ts";
import { findBinary } from "./find-binary.ts";
import { foreignSpans } from "./foreign-spans.ts";
import { judgeCompany } from "./judged-company.ts";
import { pushSpans } from "./push-spans.ts";
import { startTempo } from "./start-tempo.ts";

const tempo = await findBinary("tempo");

const KINDS: readonly Disturbance[] = [
  { kind: "refused" },
  { kind: "status", status: 503 },
  { kind: "status", status: 429, retryAfter: "1" },
  { kind: "html" },
  { kind: "truncated" },
  { kind: "slow", ms: 300 },
];
const WITHIN_MS = 240_000;

test("Tempo with tight limits, filled beyond them, disturbed in every way and stopped for a while: every order of half an hour ends as it went", {
  skip: "missing" in tempo && tempo.missing,
}, async () => {
  assert.ok("path" in tempo);
  const server = await startTempo({ binary: tempo.path, tight: true });
  const proxy = await startDisturbingProxy(server.queryUrl);
  const chains = defaultChains();
  const clock = () => unixMs(Date.now());
  const to = unixMs(clock() - MINUTE_MS);
  const from = unixMs(to - 30 * MINUTE_MS);
  const source = createTempoSource({
    id: "tempo",
    http: createHttpClient({ source: "tempo", baseUrl: proxy.url, timeoutMs: 10_000, breaker: { failures: 5, openMs: 500 } }),
    clock,
    orderKeys: chains.orderKeys,
    attributeKeys: chains.chains
      .flatMap((chain) => [...chain.signs, ...chain.steps.flatMap((step) => step.match)])
      .flatMap((predicate) => Object.keys(predicate.attributes ?? {})),
    historyMs: 40 * MINUTE_MS,
  });
  const company = simulate({ seed: 32, ordersPerMinute: 12, from, to });
  const judged = await judgeCompany(company, source, clock);
  proxy.disturbOneOf(9, KINDS);
  try {
    const spans = [...foreignSpans(unixMs(from + MINUTE_MS), 250), ...company.batches.flatMap((batch) => batch.spans)];
    for (let at = 0; at < spans.length; at += 5_000) await pushSpans(server.otlpUrl, spans.slice(at, at + 5_000));
    const until = performance.now() + WITHIN_MS;
    let last = "nothing was compared";
    for (let round = 0; performance.now() < until; round++) {
      if (round === 10) {
        process.kill(server.pid, "SIGSTOP");
        setTimeout(() => process.kill(server.pid, "SIGCONT"), 12_000);
      }
      await judged.runOnce();
      const { due, wrong } = await judged.compare(clock());
      last = `${wrong.length} of ${due} wrong: ${wrong.slice(0, 3).join("; ")}`;
      if (due > 400 && wrong.length === 0 && round > 12) break;
      await pause(500);
    }
    const { due, wrong } = await judged.compare(clock());
    assert.deepEqual(wrong.slice(0, 5), [], last);
    assert.ok(due > 400, `only ${due} rows were due`);
    assert.ok(
      judged.said().some((text) => text.startsWith("source tempo: ")),
      "disturbances have to be said",
    );
    proxy.disturb({ kind: "none" });
    const wide = await source.search({ limit: 5, service: "strange.shop", from: from, to: unixMs(from + 2 * MINUTE_MS) });
    assert.ok(wide.ok && wide.value.items.length === 5);
  } finally {
    await judged.stop();
    source.close();
    await proxy.stop();
    await server.stop();
  }
});
