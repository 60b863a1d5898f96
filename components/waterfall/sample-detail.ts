import { findSpan, type SpanDetail } from "./span-detail.ts";

const text = (key: string, value: string) => ({ key, value: { stringValue: value } });

/** What the side panel gets in the gallery: one span with something of everything. */
export function sampleDetail(traceId: string, spanId: string): SpanDetail | null {
  return findSpan(
    {
      resourceSpans: [
        {
          resource: { attributes: [text("service.name", "mes-api"), text("service.version", "5.14.0"), text("host.name", "h-1")] },
          scopeSpans: [
            {
              scope: { name: "@opentelemetry/instrumentation-amqplib", version: "0.58.0" },
              spans: [
                {
                  traceId,
                  spanId,
                  name: "price-calculated publish",
                  startTimeUnixNano: "1767225606880000000",
                  status: { code: 1 },
                  attributes: [
                    text("messaging.destination.name", "price-calculated"),
                    text("messaging.message.id", "7f2c91"),
                    text("messaging.system", "rabbitmq"),
                    text("order_id", "48213"),
                    text("user_id", "user-c41d"),
                    text("operation_name", "CalculatePrice"),
                    text(
                      "db.query.text",
                      "SELECT price, currency FROM prices WHERE model_id = $1 AND material = ANY($2) ORDER BY valid_from DESC LIMIT 1",
                    ),
                  ],
                  events: [
                    {
                      name: "exception",
                      timeUnixNano: "1767225606890000000",
                      attributes: [
                        text("exception.type", "ChannelClosed"),
                        text("exception.message", "channel closed by server"),
                        text(
                          "exception.stacktrace",
                          "ChannelClosed: channel closed by server\n    at publish (/app/src/publish.ts:41:11)\n    at price (/app/src/price.ts:118:9)",
                        ),
                      ],
                    },
                  ],
                  links: [{ traceId: "5".repeat(32), spanId: "5".repeat(16), attributes: [] }],
                },
              ],
            },
          ],
        },
      ],
    },
    spanId,
  );
}
