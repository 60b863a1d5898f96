import { randomBytes, randomUUID } from "node:crypto";
import type { DemoInfo } from "./demo-info.ts";

/** An order that a journey makes hang, and what it is known by. */
export interface HungOrder {
  readonly orderId: string;
  /** In the error's own words: no other group has it. */
  readonly error: string;
  readonly messageId: string;
  readonly traceId: string;
  readonly producerId: string;
}

const id = (bytes: number): string => randomBytes(bytes).toString("hex");
/** Letters only: what looks like an id is left out of an error's fingerprint. */
const letters = (count: number): string => [...randomBytes(count)].map((byte) => String.fromCharCode(103 + (byte % 20))).join("");
const MS = 1_000_000n;

/**
 * A seller's order whose message CRM API cannot take: three deliveries that end in errors are stuck at once (DOMAIN, rule 7), so that nothing
 * has to be waited for but Loupe itself. Spans as the simulated company names them, from an instance that it has anyway.
 */
export async function makeHungOrder(info: DemoInfo): Promise<HungOrder> {
  const hung: HungOrder = {
    orderId: `journey-${id(4)}`,
    error: `Journey${letters(8)}Error`,
    messageId: randomUUID(),
    traceId: id(16),
    producerId: id(8),
  };
  const server = id(8);
  const http = { "http.request.method": "POST", "http.route": "/api/v1/orders", "http.response.status_code": 201 };
  await push(info, "mes-api", [
    span(hung, { spanId: server, name: "POST /api/v1/orders", kind: 2, at: -9_000, ms: 60, attributes: { ...http, ...orderOf(hung) } }),
    span(hung, {
      ...{ spanId: hung.producerId, parentSpanId: server, name: "publish orders", kind: 4, at: -8_970, ms: 5 },
      attributes: {
        "messaging.system": "rabbitmq",
        "messaging.operation.type": "send",
        "messaging.destination.name": "orders:order.created",
        "messaging.rabbitmq.destination.routing_key": "order.created",
        "messaging.message.id": hung.messageId,
      },
    }),
  ]);
  await push(
    info,
    "crm-api",
    [-8_000, -6_000, -4_000].map((at) => deliver(hung, at, true)),
  );
  return hung;
}

/** Somebody sends the message once more, and this time it is taken and written. */
export async function makeItArrive(info: DemoInfo, hung: HungOrder): Promise<void> {
  const taken = deliver(hung, -1_000, false);
  const written = span(hung, {
    ...{ spanId: id(8), parentSpanId: taken.spanId, name: "insert", kind: 3, at: -980, ms: 4 },
    attributes: {
      "db.system": "postgresql",
      "db.name": "crm",
      "db.statement": "insert into orders(id,status) values(%s,%s) on conflict do nothing",
    },
  });
  await push(info, "crm-api", [taken, written]);
}

const orderOf = ({ orderId }: HungOrder) => ({ order_id: orderId, user_id: "journey", operation_name: "CreateOrder" });

function deliver(hung: HungOrder, at: number, fails: boolean) {
  return span(hung, {
    ...{ spanId: id(8), parentSpanId: hung.producerId, name: "orders receive", kind: 5, at, ms: 40 },
    attributes: {
      "messaging.system": "rabbitmq",
      "messaging.operation": "receive",
      "messaging.destination": "orders",
      "messaging.message_id": hung.messageId,
      ...orderOf(hung),
    },
    ...(fails && { error: hung.error }),
  });
}

interface Drawn {
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly name: string;
  readonly kind: number;
  /** ms before now, negative. */
  readonly at: number;
  readonly ms: number;
  readonly attributes: Readonly<Record<string, string | number>>;
  readonly error?: string;
}

function span({ traceId }: HungOrder, { at, ms, attributes, error, ...rest }: Drawn) {
  const start = BigInt(Date.now() + at) * MS;
  return {
    traceId,
    ...rest,
    startTimeUnixNano: String(start),
    endTimeUnixNano: String(start + BigInt(ms) * MS),
    attributes: keyed(attributes),
    ...(error && {
      status: { code: 2, message: error },
      events: [
        {
          name: "exception",
          timeUnixNano: String(start + MS),
          attributes: keyed({ "exception.type": error, "exception.message": "no such ring" }),
        },
      ],
    }),
  };
}

const keyed = (attributes: Readonly<Record<string, string | number>>) =>
  Object.entries(attributes).map(([key, value]) => ({
    key,
    value: typeof value === "number" ? { intValue: value } : { stringValue: value },
  }));

async function push(info: DemoInfo, service: string, spans: readonly object[]): Promise<void> {
  const resource = { attributes: keyed({ "service.name": service, "service.instance.id": `${service}-1`, "service.version": "journey" }) };
  const answer = await fetch(info.otlpUrl, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ resourceSpans: [{ resource, scopeSpans: [{ spans }] }] }),
  });
  if (!answer.ok) throw new Error(`OTLP answered ${answer.status}: ${await answer.text()}`);
}
