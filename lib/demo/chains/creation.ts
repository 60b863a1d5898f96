import { nodePublish, nodeServer, pythonClient } from "../attributes.ts";
import { act, type ExecutionStory, lasting, workMs } from "../operation.ts";
import { randomFor } from "../random.ts";
import { type Scenario, scenarioOf } from "../scenarios.ts";
import { SERVICES } from "../services.ts";
import type { Order, World } from "../world.ts";
import { crmTakes, messageId, mesWrites, orderAttributes } from "./delivery.ts";

/** A seller places an order: seller-client → MES API → RabbitMQ → CRM API → CRM database. */
export function createOrder(world: World, order: Order, startMs: number): ExecutionStory {
  const random = randomFor(world.seed, "creation", order.index);
  const scenario: Scenario = scenarioOf(world.seed, world.rates, "order-creation", order.index);
  const story: ExecutionStory = {
    chainId: "order-creation",
    orderId: order.id,
    scenario,
    operations: [],
    startedMs: startMs,
    hindered: new Set(),
    doneMs: null,
  };
  const seller = random.pick(SERVICES["seller-client"]);
  const mes = random.pick(SERVICES["mes-api"]);
  const who = { order_id: order.id, user_id: order.userId };

  const root = act(story, seller, "internal", "create order", [startMs, startMs], {
    attributes: { ...who, "customer.email": order.customerEmail },
  });
  const calledMs = startMs + workMs(random, 3);
  const call = act(story, seller, "client", "POST", [calledMs, calledMs], {
    parent: root,
    step: "api-user",
    attributes: pythonClient("POST", "mes-api", 8080, "/api/v1/orders", 201),
  });
  const servedMs = calledMs + workMs(random, 2);
  const server = act(story, mes, "server", "POST /api/v1/orders", [servedMs, servedMs], {
    parent: call,
    step: "mes-api",
    attributes: nodeServer("POST", "/api/v1/orders", "/api/v1/orders", 201),
  });
  act(story, mes, "internal", "middleware - jsonParser", lasting(servedMs + 0.3, workMs(random, 0.4)), { parent: server });
  const handledMs = servedMs + 1 + workMs(random, 1);
  const handler = act(story, mes, "internal", "request handler - /api/v1/orders", [handledMs, handledMs], {
    parent: server,
    attributes: { "http.route": "/api/v1/orders", ...orderAttributes(order, "CreateOrder") },
  });
  const writtenMs = mesWrites(story, handler, mes, handledMs + workMs(random, 8), random, "insert into requests(id,user_id) values($1,$2)");
  const id = messageId(random);
  const published = act(story, mes, "producer", "publish orders", lasting(writtenMs + 0.5, workMs(random, 2)), {
    parent: handler,
    step: "rabbitmq",
    attributes: nodePublish("orders", "order.created", id),
  });
  handler.endMs = published.endMs + 0.4;
  server.endMs = handler.endMs + workMs(random, 1);
  call.endMs = server.endMs + workMs(random, 2);
  root.endMs = call.endMs + workMs(random, 1);

  crmTakes(
    world,
    random,
    story,
    { id, published, order },
    {
      routingKey: "order.created",
      operation: "CreateOrder",
      write: "insert",
      statement: "insert into orders(id,status) values(%s,%s) on conflict do nothing",
      backlog: false,
    },
  );
  return story;
}
