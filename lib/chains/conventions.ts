/**
 * The semantic conventions under one roof: a key of a predicate names an idea, and an idea has several names on real spans, old and
 * new side by side (Node's pg says `db.query.text`, psycopg2 `db.statement`). What is not listed is its own only name.
 */
import type { AttributeValue, Span } from "../trace/span.ts";

const NAMES: Readonly<Record<string, readonly string[]>> = {
  operation_name: ["operation_name", "operation.name", "app.operation"],
  "http.request.method": ["http.request.method", "http.method"],
  "http.response.status_code": ["http.response.status_code", "http.status_code"],
  "messaging.system": ["messaging.system"],
  "messaging.operation.type": ["messaging.operation.type", "messaging.operation", "messaging.operation.name"],
  "messaging.message.id": ["messaging.message.id", "messaging.message_id"],
  // The routing key says what the exchange's name does not; the queue's name is the dead-letter handler's only trace.
  "messaging.destination.name": [
    "messaging.destination.name",
    "messaging.destination",
    "messaging.rabbitmq.destination.routing_key",
    "messaging.rabbitmq.routing_key",
    "messaging.source.name",
    "messaging.rabbitmq.queue",
    "messaging.consumer.group.name",
    "messaging.destination.subscription.name",
  ],
  "server.address": ["server.address", "net.peer.name"],
  "server.port": ["server.port", "net.peer.port"],
};

const ROUTE_KEYS = ["http.route", "url.path", "http.target", "url.full", "http.url"] as const;
const DB_OPERATION_KEYS = ["db.operation.name", "db.operation"] as const;
const DB_TEXT_KEYS = ["db.query.summary", "db.query.text", "db.statement"] as const;
const DB_MARKS = ["db.system.name", "db.system"] as const;

export type IdeaReader = (span: Span) => readonly string[];

const textOf = (value: AttributeValue | undefined): string | null => {
  if (typeof value === "string") return value;
  if (typeof value === "number" || typeof value === "bigint" || typeof value === "boolean") return String(value);
  return null;
};

/** The first of `keys` that the span carries as text or number. */
export const firstText = (span: Span, keys: readonly string[]): string | null => {
  for (const key of keys) {
    const text = textOf(span.attributes[key]);
    if (text !== null && text !== "") return text;
  }
  return null;
};

const allTexts = (span: Span, keys: readonly string[]): readonly string[] => {
  const found: string[] = [];
  for (const key of keys) {
    const value = span.attributes[key];
    if (value === undefined) continue;
    const text = textOf(value);
    if (text !== null) found.push(text);
    else if (Array.isArray(value)) for (const item of value) if (typeof item === "string") found.push(item);
  }
  return found;
};

/** Route, path and URL without the query; a URL also without its host, so that one pattern serves all. */
const readRoutes: IdeaReader = (span) => {
  const found: string[] = [];
  for (const text of allTexts(span, ROUTE_KEYS)) {
    const cut = text.search(/[?#]/);
    const bare = cut < 0 ? text : text.slice(0, cut);
    found.push(bare.replace(/^[a-z][a-z0-9+.-]*:\/\/[^/]*/i, "").replace(/(?<=.)\/$/, ""));
  }
  return found;
};

/**
 * The verb of a database call: stated, else the first word of its text, else (only on spans that say they are database calls) of its
 * name after any `pg.query:`. `pg.connect`, `pg-pool.connect` and `BEGIN` have none that a chain would ask for.
 */
const readDbOperation: IdeaReader = (span) => {
  const stated = firstText(span, DB_OPERATION_KEYS);
  if (stated !== null) return [stated];
  const text = firstText(span, DB_TEXT_KEYS);
  const source = text ?? (firstText(span, DB_MARKS) === null ? null : span.name.replace(/^[\w.-]+:/, ""));
  const word = source === null ? null : /^[\s(]*([A-Za-z]+)/.exec(source);
  return word?.[1] ? [word[1]] : [];
};

export const readerOf = (idea: string): IdeaReader => {
  if (idea === "http.route") return readRoutes;
  if (idea === "db.operation.name") return readDbOperation;
  const names = NAMES[idea] ?? [idea];
  return (span) => allTexts(span, names);
};

const MESSAGE_ID = NAMES["messaging.message.id"] ?? [];
const DESTINATION = NAMES["messaging.destination.name"] ?? [];
const ADDRESS = NAMES["server.address"] ?? [];
const PORT = NAMES["server.port"] ?? [];
const STATUS = NAMES["http.response.status_code"] ?? [];

export const messageIdOf = (span: Span): string | null => firstText(span, MESSAGE_ID);
export const destinationsOf = (span: Span): readonly string[] => allTexts(span, DESTINATION);
export const isDatabaseCall = (span: Span): boolean => firstText(span, DB_MARKS) !== null;
export const isMessaging = (span: Span): boolean => firstText(span, ["messaging.system"]) !== null;

export const httpStatusOf = (span: Span): number | null => {
  const status = Number(firstText(span, STATUS) ?? Number.NaN);
  return Number.isInteger(status) && status >= 100 && status < 600 ? status : null;
};

/** What a CLIENT span calls its peer, most telling first: a service's name, `host:port`, `host`. */
export const peerNamesOf = (span: Span): readonly string[] => {
  const names = allTexts(span, ["peer.service", "service.peer.name"]).slice();
  const host = firstText(span, ADDRESS);
  const port = firstText(span, PORT);
  if (host !== null) names.push(...(port === null ? [host] : [`${host}:${port}`, host]));
  const url = firstText(span, ["url.full", "http.url"]);
  const authority = url === null ? null : /^[a-z][a-z0-9+.-]*:\/\/(?:[^@/]*@)?([^/?#]+)/i.exec(url)?.[1];
  if (authority) names.push(authority, authority.replace(/:\d+$/, ""));
  return names;
};

/** The destination as people know it: the routing key where there is one, else the exchange or queue. */
export const destinationLabelOf = (span: Span): string | null =>
  firstText(span, ["messaging.rabbitmq.destination.routing_key", "messaging.rabbitmq.routing_key", ...DESTINATION]);
