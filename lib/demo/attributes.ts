import type { Attribute } from "./operation.ts";

/**
 * What auto-instrumentation writes on spans: the Node services speak today's semantic names, the Python ones the old
 * (`../shared/recordings/auto-instrumented` is where these were seen).
 */
type Set = Record<string, Attribute>;

export const nodeServer = (method: string, route: string, path: string, status: number): Set => ({
  "http.request.method": method,
  "http.route": route,
  "url.path": path,
  "url.scheme": "http",
  "http.response.status_code": status,
  ...(status >= 500 ? { "error.type": String(status) } : {}),
});

export const nodeClient = (method: string, host: string, port: number, path: string, status: number | null): Set => ({
  "http.request.method": method,
  "url.full": `http://${host}:${port}${path}`,
  "url.path": path,
  "server.address": host,
  "server.port": port,
  ...(status === null ? {} : { "http.response.status_code": status }),
});

export const pythonServer = (method: string, route: string, path: string, status: number): Set => ({
  "http.method": method,
  "http.route": route,
  "http.target": path,
  "http.status_code": status,
});

export const pythonClient = (method: string, host: string, port: number, path: string, status: number | null): Set => ({
  "http.method": method,
  "http.url": `http://${host}:${port}${path}`,
  "net.peer.name": host,
  "net.peer.port": port,
  ...(status === null ? {} : { "http.status_code": status }),
});

export const nodePublish = (exchange: string, routingKey: string, messageId: string): Set => ({
  "messaging.system": "rabbitmq",
  "messaging.operation.type": "send",
  "messaging.operation.name": "publish",
  "messaging.destination.name": `${exchange}:${routingKey}`,
  "messaging.rabbitmq.destination.routing_key": routingKey,
  "messaging.message.id": messageId,
  "server.address": "rabbitmq",
  "server.port": 5672,
});

export const nodeConsume = (exchange: string, routingKey: string, queue: string, messageId: string): Set => ({
  "messaging.system": "rabbitmq",
  "messaging.operation.type": "process",
  "messaging.operation.name": "consume",
  "messaging.destination.name": `${exchange}:${routingKey}:${queue}`,
  "messaging.rabbitmq.destination.routing_key": routingKey,
  "messaging.message.id": messageId,
});

export const pikaPublish = (exchange: string, messageId: string): Set => ({
  "messaging.system": "rabbitmq",
  "messaging.destination": exchange,
  "messaging.message_id": messageId,
  "net.peer.name": "rabbitmq",
  "net.peer.port": 5672,
});

export const pikaConsume = (destination: string, messageId: string): Set => ({
  "messaging.system": "rabbitmq",
  "messaging.operation": "receive",
  "messaging.destination": destination,
  "messaging.message_id": messageId,
  "net.peer.name": "rabbitmq",
  "net.peer.port": 5672,
});

export const nodeDb = (text: string): Set => ({
  "db.system.name": "postgresql",
  "db.namespace": "mes",
  "db.query.text": text,
  "server.address": "mes-db",
  "server.port": 5432,
});

export const pythonDb = (statement: string): Set => ({
  "db.system": "postgresql",
  "db.name": "crm",
  "db.user": "crm",
  "db.statement": statement,
  "net.peer.name": "crm-db",
  "net.peer.port": 5432,
});
