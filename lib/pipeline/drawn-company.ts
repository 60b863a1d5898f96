/** For tests: the pipeline over a real store in memory, a clock that the test moves, and spans drawn in `lib/trace/notation`. */
import { type UnixMs, unixMs, unixNs } from "../base/time.ts";
import type { ChainSet } from "../chains/definition.ts";
import { defaultChains } from "../chains/load.ts";
import { createEmbeddedSource } from "../sources/embedded/embedded-source.ts";
import type { TraceSource } from "../sources/source.ts";
import { openStore, type Store } from "../store/open.ts";
import { NOTATION_BASE, readTraces, tracedAs } from "../trace/notation.ts";
import type { ArrivingSpan } from "../trace/span.ts";
import { createCaseFeed } from "./case-feed.ts";
import { createCaseTally } from "./case-tally.ts";
import { createPipeline, type Pipeline } from "./pipeline.ts";

export const second = (seconds: number): UnixMs => unixMs(NOTATION_BASE + seconds * 1_000);

export interface DrawnCompany {
  readonly clock: { now: UnixMs };
  readonly store: Store;
  readonly problems: string[];
  /** May be replaced: as when the chain file is changed in the interface. */
  chains: ChainSet;
  pipeline: Pipeline;
  /** Spans of that drawing arrive now; of the one trace alone, where it is named. */
  arrive(drawing: string, only?: string): Promise<void>;
  /** Every service's heartbeat, each five seconds, up to now. */
  beat(from: number, to: number, services?: readonly string[]): Promise<void>;
  /** `chain: state cause @step` of the order's executions, once all that arrived has been read. */
  ask(orderId: string): Promise<readonly string[] | null>;
  /** As after a kill −9: everything in memory is gone. */
  restart(): void;
}

const SERVICES = ["seller-client", "mes-api", "crm-api", "crm"] as const;

export async function drawCompany(
  wrap: (source: TraceSource) => TraceSource | readonly TraceSource[] = (source) => source,
): Promise<DrawnCompany> {
  const chains = defaultChains();
  const clock = { now: second(0) };
  const store = await openStore({ url: "sqlite::memory:", clock: () => clock.now, orderKeys: chains.orderKeys });
  const problems: string[] = [];
  const make = (): Pipeline =>
    createPipeline({
      sources: [wrap(createEmbeddedSource(store.spans))].flat(),
      get chains() {
        return company.chains;
      },
      ...{ index: store.index, rollups: store.rollups, clock: () => clock.now, log: (message: string) => problems.push(message) },
      cases: { store: store.cases, feed: createCaseFeed((message) => problems.push(message)), tally: createCaseTally() },
    });
  const arrive = (drawing: string, only?: string) =>
    store.spans.append(
      toArriving(drawing).filter(({ traceId }) => only === undefined || traceId === tracedAs(only)),
      clock.now,
    );
  const company: DrawnCompany = {
    ...{ clock, store, problems, arrive, chains, pipeline: make() },
    async beat(from, to, services = SERVICES) {
      const lines: string[] = [];
      for (let at = from; at <= to; at += 5)
        for (const one of services) lines.push(`trace ${one}${at}\n${one}  heartbeat  internal  ${at}s  0ms`);
      await arrive(lines.join("\n\n"));
    },
    async ask(orderId) {
      await company.pipeline.runOnce();
      const order = await store.index.getOrder(orderId);
      if (order === null) return null;
      return order.executions.map(({ execution, judgement: { state, cause, stepId } }) =>
        [`${execution.chainId}:`, state, cause, stepId && `@${stepId}`].filter((word) => word !== null).join(" "),
      );
    },
    restart() {
      company.pipeline = make();
    },
  };
  return company;
}

export const toArriving = (drawing: string): readonly ArrivingSpan[] =>
  readTraces(drawing).flatMap((trace) =>
    trace.spans.map(({ startNs, receivedAt: _, ...span }) => ({
      ...span,
      startUnixNs: unixNs(trace.startUnixNs + BigInt(Math.round(startNs))),
    })),
  );

export const CREATION = `
trace a1
seller-client  POST  client  0s  60ms  http.method=POST  http.url=http://mes-api:8080/api/v1/orders  net.peer.name=mes-api
  mes-api  POST /api/v1/orders  server  0.01s  40ms  http.request.method=POST  http.route=/api/v1/orders  order_id=48213
    mes-api  publish orders  producer  0.02s  10ms  messaging.system=rabbitmq  messaging.destination.name=orders:order.created  messaging.message.id=m-1 #pub
`;

/** The consumer's half, at that second: in a trace of its own, tied by `tie` (a link, an order id, a message id). */
export const consumed = (at: number, tie: string): string => `
trace b1
crm-api  orders receive  consumer  ${at}s  50ms  messaging.system=rabbitmq  messaging.operation=receive  messaging.destination=orders  ${tie}
  crm-api  insert  client  ${at + 0.01}s  20ms  db.system=postgresql  db.statement="insert into orders(id) values(1)"
`;
