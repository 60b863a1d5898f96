import { z } from "zod";
import { completeness, instantSchema, milliseconds, pageOf, traceIdSchema } from "./scalars.ts";

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

export type TraceSummaryDto = z.infer<typeof traceSummarySchema>;
export type TraceDto = z.infer<typeof traceSchema>;
export type TracePageDto = z.infer<typeof tracePageSchema>;
