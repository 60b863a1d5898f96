import { unixMs } from "#lib/base/time";
import type { IndexStore } from "#lib/store/index-store";
import { judgedOf, traceIdOf } from "#lib/store/spans-for-tests";

export const CHAINS = ["order-creation", "price-calculation", "order-confirmation"];
export const FIRST_ORDER = 48_000_000;
const ROUND = 1_000;

/** As long as a real one: five steps seen, a verdict in two languages with its evidence. */
const evidence = Array.from({ length: 4 }, (_, at) => ({
  kind: "published",
  traceId: traceIdOf(at),
  spanId: null,
  at: unixMs(1_700_000_000_000),
  note: { en: "n".repeat(60), ru: "н".repeat(60) },
}));

/** Fills the index with `orders` orders of three executions each, ten milliseconds apart from `startMs` on; one of 500 `hangs`, or all are done. */
export async function fillIndex(index: IndexStore, orders: number, startMs: number, first = 0, hangs = true): Promise<void> {
  for (let from = first; from < first + orders; from += ROUND) {
    const numbers = Array.from({ length: Math.min(ROUND, first + orders - from) }, (_, at) => from + at);
    await index.commit({
      sourceId: "bench",
      cursor: String(from),
      state: [],
      orders: numbers.map((number) => ({
        orderId: String(FIRST_ORDER + number),
        traceIds: CHAINS.map((_, chain) => traceIdOf(number * 3 + chain + 1)),
        firstMs: unixMs(startMs),
        lastActivityMs: unixMs(startMs + number * 10),
      })),
      executions: numbers.map((number) => ({
        key: String(FIRST_ORDER + number),
        judged: CHAINS.map((_, chain) => executionOf(number, chain, startMs, hangs)),
      })),
    });
  }
}

function executionOf(order: number, chain: number, startMs: number, hangs: boolean) {
  const one = judgedOf({
    order: String(FIRST_ORDER + order),
    chain: CHAINS[chain]!,
    trace: order * 3 + chain + 1,
    state: hangs && order % 500 === 0 && chain === 1 ? ("stuck" as const) : ("done" as const),
    lastMs: startMs + order * 10,
    judgeAgainAt: null,
  });
  const step = {
    stepId: "crm-api",
    traceId: traceIdOf(order),
    service: "crm-api",
    instance: "crm-api-1",
    errorText: null,
    startMs,
    endMs: startMs,
    deliveries: [{ service: "crm-api" }],
  };
  return {
    execution: { ...one.execution, steps: Array(5).fill(step) },
    judgement: { ...one.judgement, verdict: { ...one.judgement.verdict, evidence } },
  };
}
