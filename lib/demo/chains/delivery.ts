import { nodeDb, pikaConsume, pythonDb } from "../attributes.ts";
import { type Attribute, act, type ExecutionStory, lasting, type Operation, type OperationDraft, workMs } from "../operation.ts";
import type { Random } from "../random.ts";
import { type Instance, SERVICES } from "../services.ts";
import { consumedAt, type Order, type World } from "../world.ts";

/** What a consumer is told by the message: nothing else of the publisher reaches it. */
export interface Message {
  readonly id: string;
  readonly published: Operation;
  readonly order: Order;
}

/** How the consumer's span is tied to the publisher's: the trace goes on, or is linked, or the context was lost on the way. */
export const tie = (story: ExecutionStory, message: Message): Pick<OperationDraft, "parent" | "link"> =>
  story.scenario === "links" ? { link: message.published } : story.scenario === "context-lost" ? {} : { parent: message.published };

export const orderAttributes = (order: Order, operation: string): Record<string, Attribute> => ({
  order_id: order.id,
  user_id: order.userId,
  operation_name: operation,
  ...(order.goods ? { "seller.id": order.goods.sellerId, "product.type": order.goods.productType } : {}),
});

export const messageId = (random: Random): string =>
  `${random.hex(8)}-${random.hex(4)}-4${random.hex(3)}-a${random.hex(3)}-${random.hex(12)}`;

interface CrmWork {
  readonly routingKey: string;
  readonly operation: string;
  readonly write: "insert" | "update";
  readonly statement: string;
  /** Only the price queue falls behind. */
  readonly backlog: boolean;
}

const DELIVERIES = 3;
const LOCK_MS = 1_500;

/** CRM API takes a message and writes to its database: the second half of order creation and of price calculation. */
export function crmTakes(world: World, random: Random, story: ExecutionStory, message: Message, work: CrmWork): void {
  if (story.scenario === "lost-message") return;
  const attributes = { ...pikaConsume("orders", message.id), ...orderAttributes(message.order, work.operation) };
  const draft = { ...tie(story, message), step: "crm-api" };
  const consume = (publishedMs: number, ms: number): readonly [Instance, number] => [
    random.pick(SERVICES["crm-api"]),
    consumedAt(world, "crm-api", publishedMs, ms, random, story.hindered, work.backlog),
  ];

  if (story.scenario === "consumer-failing") {
    let readyMs = message.published.endMs;
    for (let n = 1; n <= DELIVERIES; n++) {
      const ms = workMs(random, 60);
      const [instance, at] = consume(readyMs, ms);
      const failure = { message: "price out of range: NaN", type: "ValueError", exception: true };
      act(story, instance, "consumer", "orders receive", lasting(at, ms), { ...draft, attributes: { ...attributes }, failure });
      readyMs = at + ms + 1_000 * n;
    }
    const [instance, at] = consume(readyMs, 20);
    const queue = `${work.routingKey}.dlq`;
    const dead = { ...pikaConsume(queue, message.id), ...orderAttributes(message.order, "DeadLetter") };
    act(story, instance, "consumer", `${queue} receive`, lasting(at, workMs(random, 12)), { ...tie(story, message), attributes: dead });
    return;
  }

  const locked = story.scenario === "db-lock-timeout";
  const writeMs = locked ? LOCK_MS + random.between(1, 20) : workMs(random, 12);
  const readMs = workMs(random, 4);
  const [instance, at] = consume(message.published.endMs, writeMs + readMs + 10);
  const failure = locked
    ? { message: "LockNotAvailable: canceling statement due to lock timeout", type: "psycopg2.errors.LockNotAvailable", exception: true }
    : undefined;
  const consumer = act(story, instance, "consumer", "orders receive", [at, at + readMs + writeMs + 6], { ...draft, attributes, failure });
  act(story, instance, "client", "select", lasting(at + 2, readMs), {
    parent: consumer,
    attributes: pythonDb("select status from orders where id=%s"),
  });
  const write = act(story, instance, "client", work.write, lasting(at + 3 + readMs, writeMs), {
    parent: consumer,
    step: "crm-db",
    attributes: pythonDb(work.statement),
    failure,
  });
  if (locked) return;
  story.doneMs = write.endMs;
  if (story.scenario === "duplicate-delivery") {
    const ms = workMs(random, 8);
    const [other, again] = consume(consumer.endMs + random.between(200, 4_000), ms);
    act(story, other, "consumer", "orders receive", lasting(again, ms), { ...draft, attributes: { ...attributes } });
  }
}

/** MES API's own bookkeeping: in every one of its traces, and a step of none. */
export function mesWrites(
  story: ExecutionStory,
  parent: Operation,
  instance: Instance,
  startMs: number,
  random: Random,
  text: string,
): number {
  const connectMs = workMs(random, 0.6);
  const ms = workMs(random, 6);
  act(story, instance, "client", "pg-pool.connect", lasting(startMs, connectMs), {
    parent,
    attributes: { "db.system.name": "postgresql", "db.namespace": "mes" },
  });
  act(story, instance, "client", "pg.query:INSERT mes", lasting(startMs + connectMs, ms), { parent, attributes: nodeDb(text) });
  return startMs + connectMs + ms;
}
