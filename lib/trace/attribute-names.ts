import type { Attributes, AttributeValue, Span } from "./span.ts";

/**
 * One idea, several names: OpenTelemetry renamed most of its attributes, and real systems send old and new side by side
 * (Node's pg says `db.system.name`, psycopg2 `db.system`; for one message `messaging.message_id` there, `messaging.message.id` here).
 * Current names first. Values are read as they come: an HTTP status may be a string.
 */
export const NAMES = {
  messagingSystem: ["messaging.system"],
  messagingOperation: ["messaging.operation.type", "messaging.operation", "messaging.operation.name"],
  destination: ["messaging.destination.name", "messaging.destination"],
  routingKey: ["messaging.rabbitmq.destination.routing_key", "messaging.rabbitmq.routing_key"],
  queue: ["messaging.rabbitmq.queue", "messaging.destination.subscription.name", "messaging.source.name"],
  messageId: ["messaging.message.id", "messaging.message_id"],
  conversationId: ["messaging.message.conversation_id", "messaging.conversation_id"],
  dbSystem: ["db.system.name", "db.system"],
  dbNamespace: ["db.namespace", "db.name"],
  dbCollection: ["db.collection.name", "db.sql.table"],
  dbOperation: ["db.operation.name", "db.operation"],
  dbStatement: ["db.query.text", "db.statement", "db.query.summary"],
  httpMethod: ["http.request.method", "http.method"],
  httpRoute: ["http.route"],
  httpStatus: ["http.response.status_code", "http.status_code"],
  grpcStatus: ["rpc.grpc.status_code", "rpc.response.status_code"],
  httpUrl: ["url.full", "http.url"],
  httpPath: ["url.path", "http.target"],
  peerService: ["peer.service", "service.peer.name"],
  peerAddress: ["server.address", "net.peer.name"],
  peerPort: ["server.port", "net.peer.port"],
  user: ["user.id", "user_id", "user.hash", "enduser.id", "enduser.pseudo.id"],
  operationName: ["operation_name", "operation.name"],
} as const satisfies Readonly<Record<string, readonly string[]>>;

export type Idea = keyof typeof NAMES;
type Attributed = Pick<Span, "attributes">;

const asText = (value: AttributeValue | undefined): string | null =>
  typeof value === "string" ? value || null : typeof value === "number" || typeof value === "bigint" ? String(value) : null;

/** The idea's value as text, under the first name that has one. */
export function readText({ attributes }: Attributed, idea: Idea): string | null {
  for (const name of NAMES[idea]) {
    const text = asText(attributes[name]);
    if (text !== null) return text;
  }
  return null;
}

export function readNumber(span: Attributed, idea: Idea): number | null {
  const text = readText(span, idea);
  const number = text === null || text.trim() === "" ? Number.NaN : Number(text);
  return Number.isFinite(number) ? number : null;
}

export type MessagingOperation = "create" | "send" | "receive" | "process" | "settle";

const OPERATIONS: Readonly<Record<string, MessagingOperation>> = {
  create: "create",
  send: "send",
  publish: "send",
  receive: "receive",
  deliver: "process",
  process: "process",
  consume: "process",
  settle: "settle",
  ack: "settle",
  nack: "settle",
};

/** What a messaging span does; where it does not say, its kind does. Null for spans that are not about messages. */
export function messagingOperation(span: Pick<Span, "attributes" | "kind">): MessagingOperation | null {
  const stated = readText(span, "messagingOperation")?.toLowerCase();
  if (stated !== undefined && Object.hasOwn(OPERATIONS, stated)) return OPERATIONS[stated]!;
  if (span.kind === "producer") return "send";
  if (span.kind === "consumer") return "process";
  return null;
}

/** RabbitMQ's destination by the conventions: producers `exchange:routingKey`, consumers `exchange:routingKey:queue`. Parts may be absent. */
export interface Destination {
  readonly exchange: string | null;
  readonly routingKey: string | null;
  readonly queue: string | null;
}

export function readDestination(span: Attributed): Destination {
  const [exchange, key, queue] = (readText(span, "destination") ?? "").split(":");
  return {
    exchange: exchange || null,
    routingKey: readText(span, "routingKey") ?? (key || null),
    queue: readText(span, "queue") ?? (queue || null),
  };
}

/** `host:port`, or the host alone; from the URL where no address is stated. */
export function readPeer(span: Attributed): string | null {
  const host = readText(span, "peerAddress");
  if (host !== null) {
    const port = readText(span, "peerPort");
    return port === null ? host : `${host}:${port}`;
  }
  return /^[a-z][a-z0-9+.-]*:\/\/(?:[^@/?#]*@)?([^/?#]+)/i.exec(readText(span, "httpUrl") ?? "")?.[1] ?? null;
}

export const isDatabaseSpan = ({ attributes }: { readonly attributes: Attributes }): boolean =>
  NAMES.dbSystem.some((name) => attributes[name] !== undefined);
