import { MINUTE_MS, unixMs } from "#lib/base/time";
import { sourceContract } from "../contract.ts";
import { createHttpClient } from "../http/create-http-client.ts";
import { serveFake } from "../http/serve-fake-for-tests.ts";
import { createFakeJaeger, type FakeOptions } from "./fake-jaeger.ts";
import { createJaegerSource } from "./jaeger-source.ts";

const orderKeys = ["order_id", "orderId"];

const KINDS: readonly FakeOptions[] = [
  { version: "2.20", withoutService: "works", maxTraces: 5_000 },
  { version: "2.20", withoutService: "empty", maxTraces: 5_000 },
  { version: "2.13", withoutService: "works", maxTraces: 5_000 },
  { version: "2.13", withoutService: "error", maxTraces: 5_000 },
  { version: "1.60", withoutService: "error", maxTraces: 5_000 },
];

/** The contract's spans are 10 min old. Settling lets time pass until even the seldomest re-reading is due: 0.4 of the lateness. */
const LATENESS_MS = 30 * MINUTE_MS;
const SETTLED_MS = 13 * MINUTE_MS;

for (const kind of KINDS) {
  sourceContract(
    `fake Jaeger ${kind.version}, search without a service: ${kind.withoutService}`,
    async () => {
      const fake = createFakeJaeger(kind);
      const server = await serveFake(fake);
      const client = createHttpClient({ source: "jaeger", baseUrl: server.url, sleep: async () => {} });
      let passedMs = 0;
      const clock = () => unixMs(Date.now() + passedMs);
      const source = createJaegerSource({ id: "jaeger", client, clock, orderKeys, limit: 100, latenessMs: LATENESS_MS });
      return {
        source,
        push: async (spans) => fake.push(spans),
        settle: async () => {
          passedMs += SETTLED_MS;
        },
        breakIt: server.stop,
        stop: async () => {
          client.close();
          await server.stop();
        },
      };
    },
    { orderKeys, manyTraces: 700 },
  );
}
