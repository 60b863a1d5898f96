import assert from "node:assert/strict";
import { test } from "node:test";
import { MINUTE_MS, unixMs } from "#lib/base/time";
import { defaultChains } from "#lib/chains/load";
import { simulate } from "#lib/demo/simulate";
import { createHttpClient } from "#lib/sources/http/create-http-client";
import { createJaegerSource } from "#lib/sources/jaeger/jaeger-source";
import { type Disturbance, startDisturbingProxy } from "./disturbing-proxy.ts";
import { findBinary } from "./find-binary.ts";
import { foreignSpans } from "./foreign-spans.ts";
import { judgeCompany } from "./judged-company.ts";
import { pushSpans } from "./push-spans.ts";
import { startJaeger } from "./start-jaeger.ts";

const jaeger = await findBinary("jaeger");

const STEP_MS = 20_000;
/** Longer than the longest hard deadline but one, and than anything here would be waited for without an outage. */
const OUTAGE = { fromMs: 8 * MINUTE_MS, toMs: 15 * MINUTE_MS };
const KINDS: readonly Disturbance[] = [
  { kind: "refused" },
  { kind: "status", status: 503 },
  { kind: "status", status: 429, retryAfter: "7" },
  { kind: "status", status: 500 },
  { kind: "html" },
  { kind: "truncated" },
];

for (const api of ["v1", "auto"] as const)
  test(`Jaeger by ${api === "v1" ? "v1" : "v3"}, away for seven minutes in every way there is, foreign traces among the rest: every order ends as it went, nobody is accused meanwhile`, {
    skip: "missing" in jaeger && jaeger.missing,
  }, async () => {
    assert.ok("path" in jaeger);
    const server = await startJaeger({ binary: jaeger.path });
    const proxy = await startDisturbingProxy(server.queryUrl);
    const to = unixMs(Date.now());
    const from = unixMs(to - 32 * MINUTE_MS);
    let now = from;
    const clock = () => now;
    const source = createJaegerSource({
      id: "jaeger",
      client: createHttpClient({ source: "jaeger", baseUrl: proxy.url, clock, sleep: async () => {}, timeoutMs: 20_000 }),
      clock,
      orderKeys: defaultChains().orderKeys,
      api,
      historyMs: MINUTE_MS,
      limit: 200,
    });
    const company = simulate({ seed: 31, ordersPerMinute: 12, from, to });
    const judged = await judgeCompany(company, source, clock);
    try {
      await pushSpans(server.otlpUrl, foreignSpans(unixMs(from + MINUTE_MS)));
      let next = 0;
      const states = new Set<string>();
      for (let step = 0; now < to; step++) {
        now = unixMs(Math.min(to, now + STEP_MS));
        const arrived: (typeof company.batches)[number][] = [];
        for (; next < company.batches.length && company.batches[next]!.arrivedAt <= now; next++) arrived.push(company.batches[next]!);
        await pushSpans(
          server.otlpUrl,
          arrived.flatMap((batch) => batch.spans),
        );
        const isOut = now >= from + OUTAGE.fromMs && now < from + OUTAGE.toMs;
        proxy.disturb(isOut ? KINDS[step % KINDS.length]! : { kind: "none" });
        await judged.runOnce();
        if (isOut) states.add(judged.state() ?? "unknown");
      }
      assert.ok(states.has("failed") && !states.has("ok"), `an outage has to show as one: ${[...states]}`);
      const { due, wrong } = await judged.compare(now);
      assert.deepEqual(wrong.slice(0, 5), []);
      assert.deepEqual(judged.accusations().slice(0, 5), []);
      assert.ok(due > 400, `only ${due} rows were due`);
      assert.equal(judged.state(), "ok");
    } finally {
      await judged.stop();
      source.close();
      await proxy.stop();
      await server.stop();
    }
  });
