import { unixMs } from "../../base/time.ts";
import { sourceContract } from "../contract.ts";
import { createHttpClient } from "../http/create-http-client.ts";
import { serveFake } from "../http/serve-fake-for-tests.ts";
import { createFakeTempo } from "./fake-tempo.ts";
import { createTempoSource } from "./tempo-source.ts";

const orderKeys = ["order_id", "order.id"];

for (const [name, hiddenMs] of [
  ["2.8", 0],
  ["3.0", 30_000],
] as const)
  sourceContract(
    `fake Tempo ${name}`,
    async () => {
      let passedMs = 0;
      const now = () => Date.now() + passedMs;
      const fake = createFakeTempo({ now, hiddenMs, settleMs: 10_000, slackMs: 720 * 3_600_000 });
      const server = await serveFake(fake);
      const http = createHttpClient({ source: "tempo", baseUrl: server.url, sleep: async () => {} });
      const source = createTempoSource({
        id: "tempo",
        http,
        clock: () => unixMs(now()),
        orderKeys,
        attributeKeys: [],
        latenessMs: 1_200_000,
        tracesAnAnswer: 100,
      });
      return {
        source,
        push: async (spans) => fake.push(spans),
        async settle() {
          passedMs += 60_000;
        },
        breakIt: server.stop,
        async stop() {
          source.close();
          await server.stop();
        },
      };
    },
    { orderKeys, manyTraces: 700 },
  );
