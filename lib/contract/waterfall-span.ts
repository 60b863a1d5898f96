// What the waterfall reads off a span's attributes.

import type { Attributes, Span } from "../trace/span.ts";

const text = (attributes: Attributes, key: string): string | null => {
  const value = attributes[key];
  return typeof value === "string" && value !== "" ? value : null;
};

export const messageIdOf = (span: Span): string | null =>
  text(span.attributes, "messaging.message.id") ?? text(span.attributes, "messaging.message_id");

export const destinationOf = (span: Span): string | null =>
  text(span.attributes, "messaging.destination.name") ??
  text(span.attributes, "messaging.destination") ??
  text(span.attributes, "messaging.rabbitmq.destination.routing_key");

export const systemOf = (span: Span): string => text(span.attributes, "messaging.system") ?? "queue";
