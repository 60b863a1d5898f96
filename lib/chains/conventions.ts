/**
 * The semantic conventions under one roof: a key of a predicate names an idea, and an idea has several names on real spans, old and
 * new side by side (Node's pg says `db.query.text`, psycopg2 `db.statement`). What is not listed is its own only name.
 */
import { isDatabaseSpan, NAMES, readDestination, readNumber, readPeer, readText } from "#lib/trace/attribute-names";
import type { AttributeValue, Span } from "#lib/trace/span";

const NAMES_OF: Readonly<Record<string, readonly string[]>> = {
  operation_name: NAMES.operationName,
  "http.request.method": NAMES.httpMethod,
  "http.response.status_code": NAMES.httpStatus,
  "messaging.operation.type": NAMES.messagingOperation,
  "messaging.message.id": NAMES.messageId,
  // The routing key says what the exchange's name does not; the queue's name is the dead-letter handler's only trace.
  "messaging.destination.name": [...NAMES.destination, ...NAMES.routingKey, ...NAMES.queue],
  "server.address": NAMES.peerAddress,
  "server.port": NAMES.peerPort,
};

const ROUTE_KEYS = [...NAMES.httpRoute, ...NAMES.httpPath, ...NAMES.httpUrl];

export type IdeaReader = (span: Span) => readonly string[];

const textOf = (value: AttributeValue | undefined): string | null => {
  if (typeof value === "string") return value;
  if (typeof value === "number" || typeof value === "bigint" || typeof value === "boolean") return String(value);
  return null;
};

const NONE: readonly string[] = Object.freeze([]);

const allTexts = ({ attributes }: Span, keys: readonly string[]): readonly string[] => {
  let found: string[] | null = null;
  for (let at = 0; at < keys.length; at++) {
    const value = attributes[keys[at]!];
    if (value === undefined) continue;
    found ??= [];
    const text = textOf(value);
    if (text !== null) found.push(text);
    else if (Array.isArray(value)) for (const item of value) if (typeof item === "string") found.push(item);
  }
  return found ?? NONE;
};

/** Route, path and URL without the query; a URL also without its host, so that one pattern serves all. */
const readRoutes: IdeaReader = (span) => {
  const texts = allTexts(span, ROUTE_KEYS);
  return texts.length === 0 ? texts : texts.map(bareRoute);
};

const bareRoute = (text: string): string => {
  const cut = text.search(/[?#]/);
  const bare = cut < 0 ? text : text.slice(0, cut);
  const path = bare.includes("://") ? bare.replace(/^[a-z][a-z0-9+.-]*:\/\/[^/]*/i, "") : bare;
  return path.endsWith("/") ? path.replace(/(?<=.)\/$/, "") : path;
};

/**
 * The verb of a database call: stated, else the first word of its text, else (only on spans that say they are database calls) of its
 * name after any `pg.query:`. `pg.connect`, `pg-pool.connect` and `BEGIN` have none that a chain would ask for.
 */
const readDbOperation: IdeaReader = (span) => {
  const stated = readText(span, "dbOperation");
  if (stated !== null) return [stated];
  const source = readText(span, "dbStatement") ?? (isDatabaseSpan(span) ? span.name.replace(/^[\w.-]+:/, "") : null);
  const word = source === null ? null : /^[\s(]*([A-Za-z]+)/.exec(source);
  return word?.[1] ? [word[1]] : [];
};

export const readerOf = (idea: string): IdeaReader => {
  if (idea === "http.route") return readRoutes;
  if (idea === "db.operation.name") return readDbOperation;
  const names = NAMES_OF[idea] ?? [idea];
  return (span) => allTexts(span, names);
};

const readDestinations = readerOf("messaging.destination.name");

export const messageIdOf = (span: Span): string | null => readText(span, "messageId");
export const destinationsOf = (span: Span): readonly string[] => readDestinations(span);
export const isMessaging = (span: Span): boolean => readText(span, "messagingSystem") !== null;

export const httpStatusOf = (span: Span): number | null => {
  const status = readNumber(span, "httpStatus");
  return status !== null && status >= 100 && status < 600 ? status : null;
};

/** What a CLIENT span calls its peer, most telling first: a service's name, `host:port`, `host`. */
export const peerNamesOf = (span: Span): readonly string[] => {
  const names = allTexts(span, NAMES.peerService).slice();
  const peer = readPeer(span);
  if (peer !== null) names.push(peer, peer.replace(/:\d+$/, ""));
  return names;
};

/** The destination as people know it: the routing key where there is one, else the exchange or queue. */
export const destinationLabelOf = (span: Span): string | null => {
  const { exchange, routingKey, queue } = readDestination(span);
  return routingKey ?? queue ?? exchange;
};
