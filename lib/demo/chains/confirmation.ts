import { nodeConsume, nodeDb, pikaPublish, pythonClient, pythonDb, pythonServer } from "../attributes.ts";
import { act, type ExecutionStory, lasting, type Operation, workMs } from "../operation.ts";
import { randomFor } from "../random.ts";
import { scenarioOf } from "../scenarios.ts";
import { SERVICES } from "../services.ts";
import { consumedAt, downDuring, type Order, type World } from "../world.ts";
import { messageId, orderAttributes, tie } from "./delivery.ts";

const RETRY_MS = 30_000;
/** A shop that nobody serves for a day gives up. */
const MOST_TRIES = 2_880;

/** The customer says yes: CRM → CRM API → RabbitMQ → MES API → MES database. */
export function confirmOrder(world: World, order: Order, startMs: number): ExecutionStory {
  const random = randomFor(world.seed, "confirmation", order.index);
  const scenario = scenarioOf(world.seed, world.rates, "order-confirmation", order.index);
  const story: ExecutionStory = {
    chainId: "order-confirmation",
    orderId: order.id,
    scenario,
    operations: [],
    startedMs: startMs,
    hindered: new Set(),
    doneMs: null,
  };
  const crm = random.pick(SERVICES.crm);
  const api = random.pick(SERVICES["crm-api"]);
  const path = `/orders/${encodeURIComponent(order.id)}/confirm`;
  const root = act(story, crm, "internal", "confirm order", [startMs, startMs], {
    attributes: { order_id: order.id, user_id: order.userId },
  });
  const workingMs = 200;
  let calledMs = startMs + workMs(random, 4);
  for (let tries = 0; tries < MOST_TRIES && downDuring(world, "crm-api", calledMs, calledMs + workingMs); tries++) {
    story.hindered.add("service-down");
    const refused = act(story, crm, "client", "POST", lasting(calledMs, workMs(random, 2)), {
      parent: root,
      step: "crm",
      attributes: { ...pythonClient("POST", "crm-api", 8000, path, null), "error.type": "ConnectionRefusedError" },
      failure: { message: "ConnectionError: Connection refused", type: "ConnectionRefusedError", exception: true },
    });
    root.endMs = refused.endMs + 1;
    // Measured from the call's end, so that a call served at the second try is late beyond doubt (soft deadline 30 s).
    calledMs = refused.endMs + RETRY_MS;
  }
  const call = act(story, crm, "client", "POST", [calledMs, calledMs], {
    parent: root,
    step: "crm",
    attributes: pythonClient("POST", "crm-api", 8000, path, 200),
  });
  const servedMs = calledMs + workMs(random, 2);
  const server = act(story, api, "server", "POST /orders/<id>/confirm", [servedMs, servedMs], {
    parent: call,
    step: "crm-api",
    attributes: { ...pythonServer("POST", "/orders/<id>/confirm", path, 200), ...orderAttributes(order, "ConfirmOrder") },
  });
  const written = act(story, api, "client", "update", lasting(servedMs + 2, workMs(random, 6)), {
    parent: server,
    attributes: pythonDb("update orders set status='confirmed', updated_at=now() where id=%s"),
  });
  const id = messageId(random);
  const published = publishTwice(story, random.chance(0.4), server, written.endMs + 1, workMs(random, 2), id);
  server.endMs = published.endMs + 2;
  call.endMs = server.endMs + workMs(random, 2);
  root.endMs = call.endMs + workMs(random, 2);
  if (scenario !== "lost-message") mesTakes(world, story, order, id, published, random);
  return story;
}

/** pika's instrumentation sometimes makes two nested PRODUCER spans of one publish, with one message id. */
function publishTwice(story: ExecutionStory, twice: boolean, server: Operation, startMs: number, ms: number, id: string): Operation {
  const draft = { step: "rabbitmq", attributes: pikaPublish("orders", id) };
  const outer = act(story, server.instance, "producer", "orders send", lasting(startMs, ms), { ...draft, parent: server });
  if (!twice) return outer;
  return act(story, server.instance, "producer", "orders send", lasting(startMs + ms * 0.1, ms * 0.8), {
    ...draft,
    attributes: { ...draft.attributes },
    parent: outer,
  });
}

function mesTakes(
  world: World,
  story: ExecutionStory,
  order: Order,
  id: string,
  published: Operation,
  random: ReturnType<typeof randomFor>,
): void {
  const instance = random.pick(SERVICES["mes-api"]);
  const readMs = workMs(random, 4);
  const writeMs = workMs(random, 8);
  const at = consumedAt(world, "mes-api", published.endMs, readMs + writeMs + 10, random, story.hindered, false);
  const lost = story.scenario === "confirmation-lost";
  const attributes = {
    ...nodeConsume("orders", "order.confirmed", "mes.confirmed", id),
    ...orderAttributes(order, "StartProduction"),
  };
  const name = "order.confirmed process";
  const draft = { ...tie(story, { id, published, order }), step: "mes-api" };
  const consumer = act(story, instance, "consumer", name, [at, at + readMs + (lost ? 3 : writeMs + 4)], { ...draft, attributes });
  act(story, instance, "client", "pg.query:SELECT mes", lasting(at + 1, readMs), {
    parent: consumer,
    attributes: nodeDb("select status from orders where id=$1"),
  });
  if (lost) return;
  const write = act(story, instance, "client", "pg.query:INSERT mes", lasting(at + 2 + readMs, writeMs), {
    parent: consumer,
    step: "mes-db",
    attributes: nodeDb("insert into orders(id,status) values($1,'confirmed') on conflict do nothing"),
  });
  story.doneMs = write.endMs;
  if (story.scenario === "duplicate-delivery") {
    const again = consumer.endMs + random.between(300, 5_000);
    act(story, random.pick(SERVICES["mes-api"]), "consumer", name, lasting(again, workMs(random, 6)), {
      ...draft,
      attributes: { ...attributes },
    });
  }
}
