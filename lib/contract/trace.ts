import { z } from "zod";
import { completeness, instantSchema, milliseconds, pageOf, spanIdSchema, traceIdSchema } from "./scalars.ts";

export const traceSummarySchema = z
  .object({
    traceId: traceIdSchema,
    rootService: z.string(),
    rootOperation: z.string(),
    startedAt: instantSchema,
    durationMs: milliseconds,
    spanCount: z.number().int(),
    errorCount: z.number().int(),
    services: z.array(z.string()),
    orderIds: z.array(z.string()),
    source: z.string(),
  })
  .meta({ id: "TraceSummary" });

export const tracePageSchema = pageOf(traceSummarySchema);

/** OTLP's own JSON, masked; its inside is specified by OpenTelemetry, not here. */
export const traceSchema = z.object({ resourceSpans: z.array(z.unknown()), ...completeness }).meta({ id: "Trace" });

const attributeRow = z.object({
  key: z.string(),
  /** As shown: numbers and lists in their JSON form. */
  value: z.string(),
  masked: z.boolean(),
});

/** What the side panel shows of one span; asked for on click, so that the waterfall stays small. */
export const spanDetailSchema = z
  .object({
    traceId: traceIdSchema,
    spanId: spanIdSchema,
    parentSpanId: spanIdSchema.nullable(),
    name: z.string(),
    service: z.string(),
    kind: z.string(),
    operationStatus: z.enum(["success", "error", "timeout"]),
    statusMessage: z.string().nullable(),
    startedAt: instantSchema,
    durationMs: milliseconds,
    attributes: z.array(attributeRow),
    resource: z.array(attributeRow),
    scope: z.object({ name: z.string(), version: z.string().nullable() }),
    events: z.array(z.object({ name: z.string(), at: instantSchema, attributes: z.array(attributeRow) })),
    links: z.array(z.object({ traceId: traceIdSchema, spanId: spanIdSchema, attributes: z.array(attributeRow) })),
  })
  .meta({ id: "SpanDetail" });

export type TraceSummaryDto = z.infer<typeof traceSummarySchema>;
export type TracePageDto = z.infer<typeof tracePageSchema>;
export type SpanDetailDto = z.infer<typeof spanDetailSchema>;
export type AttributeRowDto = z.infer<typeof attributeRow>;
