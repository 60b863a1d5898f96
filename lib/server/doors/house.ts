import { buildPages } from "../../setup/build.mjs";
import { type PlantedOrder, plantOrder, STRANGE_SERVICE, sendSpans } from "../leaks/planted-for-tests.ts";
import { startWholeServer } from "../leaks/server-for-tests.ts";
import { addRita, type Caller, callCallers, REVEAL_GROUP } from "./callers.ts";
import { type Answer, rawAsk } from "./raw-ask.ts";

/** The built app with an order that hangs, and everybody who will ask for it. */
export interface House {
  readonly url: string;
  readonly otlpUrl: string;
  readonly order: PlantedOrder;
  readonly callers: readonly Caller[];
  caller(name: string): Caller;
  /** A pattern's path, with ids of what is really there. */
  pathOf(pattern: string): string;
  /** Of what is kept here, all that an answer tells; what was in the question itself does not count. */
  toldBy(answer: Answer, question: string): readonly string[];
  stop(): Promise<void>;
}

/** Limits far beyond what the tests ask, but for the test that is about them. */
export async function openHouse(requestsPerSecond = 100_000): Promise<House> {
  await buildPages();
  const server = await startWholeServer("http://127.0.0.1:9/", ({ directory }) => ({
    directory: directory && { ...directory, groupRoles: { ...directory.groupRoles, [REVEAL_GROUP]: "reveal" } },
    requestsPerSecond,
  }));
  addRita(server.directory);
  const order = plantOrder("door-order-4711");
  await sendSpans(server.otlpUrl!, order.batches);
  const callers = await callCallers(server);
  const { caseId, chainId } = await whatIsThere(server.url, callers.find(({ name }) => name === "token as-admin")!, order);
  const filled: Readonly<Record<string, string>> = {
    ...{ orderId: order.orderId, traceId: order.traceId, spanId: order.spanId },
    ...{ chainId, service: "mes-api", id: caseId, number: "0", rest: "nothing/there", nextauth: "session" },
  };
  const secrets = [order.orderId, order.traceId, order.spanId, caseId, chainId, STRANGE_SERVICE.slice(0, 6), "mes-api", "crm-api"];
  return {
    ...{ url: server.url, otlpUrl: server.otlpUrl!, order, callers },
    caller: (name) => {
      const found = callers.find((one) => one.name === name);
      if (!found) throw new Error(`nobody is called ${name}`);
      return found;
    },
    pathOf: (pattern) =>
      pattern.replace(/\[(?:\.\.\.)?(\w+)\]/g, (_, name: string) => {
        const value = filled[name];
        if (value === undefined) throw new Error(`name an example of [${name}] in lib/server/doors/house.ts`);
        return value;
      }),
    toldBy: ({ text }, question) => secrets.filter((secret) => text.includes(secret) && !question.includes(secret)),
    stop: server.stop,
  };
}

/** Until Loupe has judged the order: a case is there. */
async function whatIsThere(url: string, admin: Caller, order: PlantedOrder) {
  const read = async <T>(path: string): Promise<T> => JSON.parse((await rawAsk(url, path, { headers: admin.headers })).text) as T;
  const { chains } = await read<{ readonly chains: readonly { readonly chainId: string }[] }>("/api/v1/chains");
  for (let turn = 0; turn < 200; turn++) {
    const { items } = await read<{ readonly items: readonly { readonly id: string }[] }>(`/api/v1/cases?orderId=${order.orderId}`);
    const [first] = items;
    if (first) return { caseId: first.id, chainId: chains[0]?.chainId ?? "" };
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error("no case was opened for the planted order");
}
