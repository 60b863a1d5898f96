import { describe, test } from "node:test";
import { MINUTE_MS, unixMs } from "#lib/base/time";
import { sourceContract } from "#lib/sources/contract";
import { createHttpClient } from "#lib/sources/http/create-http-client";
import { createJaegerSource } from "#lib/sources/jaeger/jaeger-source";
import { findBinary } from "./find-binary.ts";
import { pushSpans } from "./push-spans.ts";
import { startJaeger } from "./start-jaeger.ts";

const ORDER_KEYS = ["order_id", "order.id"];
const LATENESS_MS = 30 * MINUTE_MS;
/** Even the seldomest re-reading of the overlap is due after it. */
const SETTLED_MS = 13 * MINUTE_MS;

const jaeger = await findBinary("jaeger");

if ("missing" in jaeger) {
  console.log(`Real Jaeger: not tried, ${jaeger.missing}`);
  test("real Jaeger", { skip: jaeger.missing });
} else
  describe("real Jaeger", () => {
    // Probed, both generations scan by v3; forced to v3, one that cannot search it by attribute would rightly refuse.
    for (const api of ["v1", "auto"] as const)
      sourceContract(
        `jaeger, ${api === "auto" ? "v3" : api}`,
        async () => {
          const server = await startJaeger({ binary: jaeger.path });
          const client = createHttpClient({ source: "jaeger-under-test", baseUrl: server.queryUrl, retries: 1 });
          let passedMs = 0;
          const source = createJaegerSource({
            id: "jaeger-under-test",
            client,
            clock: () => unixMs(Date.now() + passedMs),
            orderKeys: ORDER_KEYS,
            api,
            latenessMs: LATENESS_MS,
            historyMs: 2 * LATENESS_MS,
          });
          return {
            source,
            // Its memory store has what it acknowledged.
            push: (spans) => pushSpans(server.otlpUrl, spans),
            async settle() {
              passedMs += SETTLED_MS;
            },
            breakIt: () => server.stop(),
            async stop() {
              source.close();
              await server.stop();
            },
          };
        },
        { orderKeys: ORDER_KEYS, manyTraces: 1_400 },
      );
  });
