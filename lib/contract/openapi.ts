import { z } from "zod";
import { executionPageSchema } from "./execution.ts";
import { orderPageSchema, orderSchema } from "./order.ts";
import { problemSchema } from "./problem.ts";
import { executionQuerySchema, orderQuerySchema, traceQuerySchema } from "./query.ts";
import { sourcesSchema } from "./sources.ts";
import { tracePageSchema, traceSchema } from "./trace.ts";

interface Call {
  readonly path: string;
  readonly summary: string;
  readonly query?: z.ZodObject;
  readonly answer: z.ZodType | "application/vnd.loupe.waterfall";
}

const CALLS: readonly Call[] = [
  { path: "/orders", summary: "Orders, newest activity first", query: orderQuerySchema, answer: orderPageSchema },
  { path: "/orders/{orderId}", summary: "One order: state, verdict, executions, traces", answer: orderSchema },
  { path: "/orders/{orderId}/waterfall", summary: "All spans of an order, columnar, gzip", answer: "application/vnd.loupe.waterfall" },
  { path: "/traces", summary: "Traces that match, newest first", query: traceQuerySchema, answer: tracePageSchema },
  { path: "/traces/{traceId}", summary: "One trace as masked OTLP JSON", answer: traceSchema },
  { path: "/traces/{traceId}/waterfall", summary: "The spans of one trace, columnar, gzip", answer: "application/vnd.loupe.waterfall" },
  { path: "/traces/{traceId}/spans/{spanId}", summary: "One span as masked OTLP JSON", answer: traceSchema },
  { path: "/executions", summary: "Executions, newest activity first", query: executionQuerySchema, answer: executionPageSchema },
  { path: "/sources", summary: "Sources, services, watermarks, telemetry gaps", answer: sourcesSchema },
];

const schemaOf = (schema: z.ZodType, io: "input" | "output" = "output"): object => {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io, reused: "inline", unrepresentable: "any" });
  return rest;
};

/** OpenAPI 3.1, made from the very schemas that parse and shape the calls. */
export function describeApi(baseUrl: string): object {
  const problem = { "application/problem+json": { schema: schemaOf(problemSchema) } };
  const failures = Object.fromEntries(
    ["400", "401", "403", "404", "429", "502", "504"].map((status) => [
      status,
      { description: "A problem, by RFC 9457", content: problem },
    ]),
  );
  const paths = CALLS.map(({ path, summary, query, answer }) => {
    const content =
      typeof answer === "string"
        ? { [answer]: { schema: { type: "string", format: "binary" } } }
        : { "application/json": { schema: schemaOf(answer) } };
    const parameters = [...pathParameters(path), ...(query ? queryParameters(query) : [])];
    return [`/api/v1${path}`, { get: { summary, parameters, responses: { "200": { description: summary, content }, ...failures } } }];
  });
  return {
    openapi: "3.1.0",
    info: { title: "Loupe", version: "1" },
    servers: [{ url: baseUrl }],
    security: [{ token: [] }],
    components: { securitySchemes: { token: { type: "http", scheme: "bearer" } } },
    paths: Object.fromEntries(paths),
  };
}

const pathParameters = (path: string): object[] =>
  [...path.matchAll(/\{(\w+)\}/g)].map((match) => ({ name: match[1], in: "path", required: true, schema: { type: "string" } }));

const queryParameters = (query: z.ZodObject): object[] =>
  Object.entries(query.shape).map(([name, schema]) => ({
    name,
    in: "query",
    required: false,
    schema: schemaOf(schema as z.ZodType, "input"),
  }));
