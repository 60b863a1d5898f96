import { z } from "zod";
import { securitySchemes } from "./api-scopes.ts";
import { auditPageSchema, auditQuerySchema } from "./audit.ts";
import { deadlinesSchema } from "./deadlines.ts";
import { executionPageSchema } from "./execution.ts";
import { testedSchema, testNotificationSchema } from "./notification.ts";
import { CASE_CALLS } from "./openapi-cases.ts";
import { DASHBOARD_CALLS } from "./openapi-dashboards.ts";
import { SESSION_CALLS } from "./openapi-sessions.ts";
import { SETTINGS_CALLS } from "./openapi-settings.ts";
import { asOfQuerySchema, orderHistorySchema, orderPageSchema, orderSchema } from "./order.ts";
import { overviewSchema } from "./overview.ts";
import { privacyPreviewSchema, privacyQuerySchema } from "./privacy.ts";
import { problemSchema } from "./problem.ts";
import { executionQuerySchema, namesQuerySchema, orderQuerySchema, traceQuerySchema } from "./query.ts";
import { revealBodySchema, revealQuerySchema, revealSchema, revealsSchema } from "./reveal.ts";
import { sourcesSchema } from "./sources.ts";
import { namesSchema, tracePageSchema, traceSchema } from "./trace.ts";

interface Call {
  readonly path: string;
  readonly summary: string;
  readonly query?: z.ZodObject;
  /** Given for calls that change something: they are POSTs. */
  readonly body?: z.ZodType;
  readonly answer: z.ZodType | "application/vnd.loupe.waterfall" | "text/event-stream";
}

const CALLS: readonly Call[] = [
  { path: "/orders", summary: "Orders, newest activity first", query: orderQuerySchema, answer: orderPageSchema },
  { path: "/orders/{orderId}", summary: "One order: state, verdict, executions, traces", query: asOfQuerySchema, answer: orderSchema },
  { path: "/orders/{orderId}/history", summary: "What was said of the order, and when", answer: orderHistorySchema },
  { path: "/orders/{orderId}/waterfall", summary: "All spans of an order, columnar, gzip", answer: "application/vnd.loupe.waterfall" },
  { path: "/traces", summary: "Traces that match, newest first", query: traceQuerySchema, answer: tracePageSchema },
  { path: "/names", summary: "Names to search traces by, seen lately", query: namesQuerySchema, answer: namesSchema },
  { path: "/traces/{traceId}", summary: "One trace as masked OTLP JSON", answer: traceSchema },
  { path: "/traces/{traceId}/waterfall", summary: "The spans of one trace, columnar, gzip", answer: "application/vnd.loupe.waterfall" },
  { path: "/traces/{traceId}/spans/{spanId}", summary: "One span as masked OTLP JSON", answer: traceSchema },
  { path: "/executions", summary: "Executions, newest activity first", query: executionQuerySchema, answer: executionPageSchema },
  { path: "/overview", summary: "What hangs now, by chain, state and step", answer: overviewSchema },
  { path: "/deadlines", summary: "What is promised of each step, what is usual, and what would fit", answer: deadlinesSchema },
  { path: "/sources", summary: "Sources, services, watermarks, telemetry gaps", answer: sourcesSchema },
  ...DASHBOARD_CALLS,
  ...CASE_CALLS,
  ...SETTINGS_CALLS,
  ...SESSION_CALLS,
  { path: "/audit", summary: "Who did and saw what, newest first; JSON or CSV", query: auditQuerySchema, answer: auditPageSchema },
  { path: "/privacy", summary: "What is masked in a trace, and as what", query: privacyQuerySchema, answer: privacyPreviewSchema },
  { path: "/reveals", summary: "What is revealed to this sign-in now", query: revealQuerySchema, answer: revealsSchema },
  {
    path: "/reveals",
    summary: "Shows one order's or trace's people for ten minutes; a browser's session only",
    body: revealBodySchema,
    answer: revealSchema,
  },
  { path: "/reveals/{id}/end", summary: "Hides them again", body: z.object({}), answer: revealSchema },
  { path: "/notifications/test", summary: "Sends a test message to a route", body: testNotificationSchema, answer: testedSchema },
];

type Schemas = Record<string, unknown>;

/** Named schemas stand once, among the document's components: `#/$defs` would be looked for at the document's top, where nothing is. */
function schemaOf(schema: z.ZodType, named: Schemas, io: "input" | "output" = "output"): object {
  const made = z.toJSONSchema(schema, {
    io,
    reused: "inline",
    unrepresentable: "any",
    // Fields may be added: a client that is made from this must not refuse them.
    override: ({ jsonSchema }) => {
      if (jsonSchema.additionalProperties === false) delete jsonSchema.additionalProperties;
    },
  });
  const { $schema: _, $defs, ...rest } = JSON.parse(JSON.stringify(made).replaceAll('"#/$defs/', '"#/components/schemas/')) as Schemas;
  Object.assign(named, $defs);
  return rest;
}

/** OpenAPI 3.1, made from the very schemas that parse and shape the calls. */
export function describeApi(baseUrl: string): object {
  const schemas: Schemas = {};
  const problem = { "application/problem+json": { schema: schemaOf(problemSchema, schemas) } };
  const failures = Object.fromEntries(
    ["400", "401", "403", "404", "409", "429", "502", "504"].map((status) => [
      status,
      { description: "A problem, by RFC 9457", content: problem },
    ]),
  );
  const paths = CALLS.map(({ path, summary, query, body, answer }) => {
    const content =
      typeof answer === "string"
        ? { [answer]: { schema: answer.startsWith("text/") ? { type: "string" } : { type: "string", format: "binary" } } }
        : { "application/json": { schema: schemaOf(answer, schemas) } };
    const parameters = [...pathParameters(path), ...(query ? queryParameters(query, schemas) : [])];
    const requestBody = body && { requestBody: { content: { "application/json": { schema: schemaOf(body, schemas, "input") } } } };
    const call = { summary, parameters, ...requestBody, responses: { "200": { description: summary, content }, ...failures } };
    return { path: `/api/v1${path}`, method: body ? "post" : "get", call };
  });
  return {
    openapi: "3.1.0",
    info: { title: "Loupe", version: "1" },
    servers: [{ url: baseUrl }],
    security: [{ token: [] }, { oauth: [] }],
    components: { schemas, securitySchemes: securitySchemes(baseUrl) },
    paths: byPath(paths),
  };
}

/** One path may be read and written. */
function byPath(calls: readonly { readonly path: string; readonly method: string; readonly call: object }[]): Schemas {
  const paths: Record<string, Record<string, object>> = {};
  for (const { path, method, call } of calls) paths[path] = { ...paths[path], [method]: call };
  return paths;
}

const pathParameters = (path: string): object[] =>
  [...path.matchAll(/\{(\w+)\}/g)].map((match) => ({ name: match[1], in: "path", required: true, schema: { type: "string" } }));

const queryParameters = (query: z.ZodObject, schemas: Schemas): object[] =>
  Object.entries(query.shape).map(([name, schema]) => ({
    name,
    in: "query",
    required: false,
    schema: schemaOf(schema as z.ZodType, schemas, "input"),
  }));
