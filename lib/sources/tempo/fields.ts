import { type Idea, NAMES } from "#lib/trace/attribute-names";
import { attribute } from "./traceql.ts";

/** What a scan asks of each span: all that matcher and detector read, no more. */
export interface Fields {
  /** The list inside `select(…)`. */
  readonly selected: string;
  /** Asked of span and resource both: their values come back under one name. */
  readonly orderKeys: ReadonlySet<string>;
}

export interface FieldWishes {
  readonly orderKeys: readonly string[];
  /** Attributes that the chains' predicates name. */
  readonly attributeKeys: readonly string[];
}

/** What chains and detector read of spans; each more makes Tempo slower, whether spans have it or not. */
const READ: readonly Idea[] = [
  "messagingSystem",
  "messagingOperation",
  "destination",
  "routingKey",
  "queue",
  "messageId",
  "dbSystem",
  "dbOperation",
  "dbStatement",
  "httpMethod",
  "httpRoute",
  "httpStatus",
  "httpUrl",
  "httpPath",
  "peerService",
  "peerAddress",
  "peerPort",
  "operationName",
];

const INTRINSICS = ["name", "kind", "status", "statusMessage", "span:parentID", "link:traceID", "link:spanID"];
const EVENTS = ["exception.type", "exception.message"];
const RESOURCE = ["service.name", "service.instance.id", "host.name", "service.version"];
/** Beside `NAMES`: what `operation-status.ts` and `to-trace.ts` read. */
const SPAN = [
  "operation_status",
  "operation.status",
  "error",
  "error.type",
  "rpc.grpc.status_code",
  "rpc.response.status_code",
  "messaging.batch.message_count",
];

export function chooseFields({ orderKeys, attributeKeys }: FieldWishes): Fields {
  const span = new Set([...SPAN, ...READ.flatMap((idea) => NAMES[idea]), ...attributeKeys, ...orderKeys]);
  const resource = new Set([...RESOURCE, ...orderKeys]);
  const selected = [
    ...INTRINSICS,
    ...EVENTS.map((key) => attribute("event", key)),
    ...[...resource].map((key) => attribute("resource", key)),
    ...[...span].map((key) => attribute("span", key)),
  ].join(", ");
  return { selected, orderKeys: new Set(orderKeys) };
}
