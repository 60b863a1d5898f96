import { nodeClient, nodePublish, nodeServer, pythonClient } from "../attributes.ts";
import { act, type ExecutionStory, lasting, workMs } from "../operation.ts";
import { randomFor } from "../random.ts";
import type { Scenario } from "../scenarios.ts";
import { SERVICES } from "../services.ts";
import type { Order, World } from "../world.ts";
import { crmTakes, messageId, mesWrites, orderAttributes } from "./delivery.ts";

/** MES API gives the storage up after this long; the storage itself may go on. */
const STORAGE_TIMEOUT_MS = 60_000;

/** The seller asks for a price: MES API → 3D storage → price → RabbitMQ → CRM API → CRM database. A trace of its own. */
export function calculatePrice(world: World, order: Order, ask: number, startMs: number, scenario: Scenario): ExecutionStory {
  const random = randomFor(world.seed, "price", order.index, ask);
  const story: ExecutionStory = {
    chainId: "price-calculation",
    orderId: order.id,
    scenario,
    operations: [],
    startedMs: startMs,
    hindered: new Set(),
    doneMs: null,
  };
  const timedOut = scenario === "storage-timeout";
  const broken = scenario === "mes-error";
  const status = timedOut ? 504 : broken ? 500 : 202;
  const refusal = status >= 500 ? { message: "", type: String(status), exception: false } : undefined;
  const seller = random.pick(SERVICES["seller-client"]);
  const mes = random.pick(SERVICES["mes-api"]);
  const storage = random.pick(SERVICES["storage-3d"]);
  const path = `/api/v1/orders/${encodeURIComponent(order.id)}/price`;
  const route = "/api/v1/orders/{id}/price";

  const root = act(story, seller, "internal", "ask for a price", [startMs, startMs], { attributes: { user_id: order.userId } });
  const calledMs = startMs + workMs(random, 2);
  const call = act(story, seller, "client", "POST", [calledMs, calledMs], {
    parent: root,
    attributes: pythonClient("POST", "mes-api", 8080, path, status),
    failure: refusal,
  });
  const servedMs = calledMs + workMs(random, 2);
  const server = act(story, mes, "server", `POST ${route}`, [servedMs, servedMs], {
    parent: call,
    step: "mes-api",
    attributes: nodeServer("POST", route, path, status),
    failure: refusal,
  });
  act(story, mes, "internal", "middleware - jsonParser", lasting(servedMs + 0.3, workMs(random, 0.4)), { parent: server });
  const handledMs = servedMs + 1 + workMs(random, 1);
  const handler = act(story, mes, "internal", `request handler - ${route}`, [handledMs, handledMs], {
    parent: server,
    attributes: { "http.route": route, ...orderAttributes(order, "CalculatePrice") },
  });
  const fetchMs = timedOut ? STORAGE_TIMEOUT_MS : random.around(900, 0.6, 9_000);
  const gaveUp = { message: "The operation was aborted due to timeout", type: "TimeoutError", exception: true };
  const file = `/models/${encodeURIComponent(order.id)}.stl`;
  const fetched = act(story, mes, "client", "GET", lasting(handledMs + 2, fetchMs), {
    parent: handler,
    step: "storage",
    attributes: {
      ...nodeClient("GET", "storage-3d", 9000, file, timedOut ? null : 200),
      ...(timedOut ? { "error.type": "TimeoutError" } : {}),
    },
    failure: timedOut ? gaveUp : undefined,
  });
  act(
    story,
    storage,
    "server",
    "GET /models/{file}",
    lasting(fetched.startMs + 1, timedOut ? fetchMs + random.between(2_000, 20_000) : fetchMs - 2),
    {
      parent: fetched,
      step: "storage",
      attributes: { ...nodeServer("GET", "/models/{file}", file, 200), order_id: order.id },
    },
  );
  let endMs = fetched.endMs + 1;
  let publish: { id: string; published: ReturnType<typeof act> } | null = null;
  if (!timedOut) {
    const calculated = act(story, mes, "internal", "CalculatePrice", lasting(endMs, random.around(350, 0.6, 6_000)), {
      parent: handler,
      step: "price",
      attributes: { order_id: order.id, operation_name: "CalculatePrice" },
      failure: broken ? { message: "mesh is not closed: 3 open edges", type: "MeshError", exception: true } : undefined,
    });
    endMs = calculated.endMs + 0.5;
    if (!broken) {
      endMs = mesWrites(story, handler, mes, endMs, random, "insert into prices values($1,$2)");
      const id = messageId(random);
      const published = act(story, mes, "producer", "publish orders", lasting(endMs + 0.5, workMs(random, 2)), {
        parent: handler,
        step: "rabbitmq",
        attributes: nodePublish("orders", "price.calculated", id),
      });
      endMs = published.endMs;
      publish = { id, published };
    }
  }
  handler.endMs = endMs + 0.4;
  server.endMs = handler.endMs + workMs(random, 1);
  call.endMs = server.endMs + workMs(random, 2);
  root.endMs = call.endMs + workMs(random, 1);
  if (publish) {
    crmTakes(
      world,
      random,
      story,
      { ...publish, order },
      {
        routingKey: "price.calculated",
        operation: "ApplyPrice",
        write: "update",
        statement: "update orders set price=%s, updated_at=now() where id=%s",
        backlog: true,
      },
    );
  }
  return story;
}
