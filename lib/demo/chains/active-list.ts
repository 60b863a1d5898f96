import { nodeClient, nodeDb, nodeServer } from "../attributes.ts";
import { act, type ExecutionStory, lasting, workMs } from "../operation.ts";
import { randomFor } from "../random.ts";
import { scenarioOf } from "../scenarios.ts";
import { SERVICES } from "../services.ts";
import type { World } from "../world.ts";

/** An operator opens the list of active orders: MES → MES API → MES database. One request, no order. */
export function listActiveOrders(world: World, index: number, startMs: number): ExecutionStory {
  const random = randomFor(world.seed, "list", index);
  const scenario = scenarioOf(world.seed, world.rates, "active-orders", index);
  const story: ExecutionStory = {
    chainId: "active-orders",
    orderId: null,
    scenario,
    operations: [],
    startedMs: startMs,
    hindered: new Set(),
    doneMs: null,
  };
  const slow = scenario === "slow-list";
  const mes = random.pick(SERVICES.mes);
  const api = random.pick(SERVICES["mes-api"]);
  const path = "/api/v1/orders/active";
  const user = { user_id: `op-${1 + random.below(24)}` };
  const root = act(story, mes, "internal", "open active orders", [startMs, startMs], { attributes: user });
  const calledMs = startMs + workMs(random, 3);
  const call = act(story, mes, "client", "GET", [calledMs, calledMs], {
    parent: root,
    step: "mes",
    attributes: nodeClient("GET", "mes-api", 8080, path, 200),
  });
  const servedMs = calledMs + workMs(random, 2);
  const server = act(story, api, "server", `GET ${path}`, [servedMs, servedMs], {
    parent: call,
    step: "mes-api",
    attributes: { ...nodeServer("GET", path, path, 200), ...user, operation_name: "ListActiveOrders" },
  });
  const queries = slow ? 40 + random.below(161) : 1 + random.below(6);
  const meanMs = slow ? random.between(8_300, 24_500) / queries : 9;
  let endMs = servedMs + 2;
  for (let n = 0; n < queries; n++) {
    // A slow list takes as long as it takes: its queries share the time evenly, give or take a tenth.
    const ms = slow ? meanMs * random.between(0.9, 1.1) - 0.3 : workMs(random, meanMs);
    const text = n === 0 ? "select * from orders where status<>'done'" : "select * from order_items where order_id=$1";
    act(story, api, "client", "pg.query:SELECT mes", lasting(endMs, ms), { parent: server, step: "mes-db", attributes: nodeDb(text) });
    endMs += ms + 0.3;
  }
  story.doneMs = endMs - 0.3;
  server.endMs = endMs + 1;
  call.endMs = server.endMs + workMs(random, 2);
  root.endMs = call.endMs + workMs(random, 2);
  return story;
}
