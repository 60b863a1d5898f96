import { z } from "zod";
import { revealedSchema } from "./reveal.ts";
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

export const tracePageSchema = pageOf(traceSummarySchema).extend({
  /** With `housekeeping=hide`: how many traces of one span, without order and error, were passed over to fill this page. */
  hidden: z.number().int().nonnegative().optional(),
  /** With `spread=N`: the range holds more than a page, and these are so many of each Nth of it. */
  sampled: z.boolean().optional(),
});

/** What can be searched by: names that were seen lately, never a promise that they are all. */
export const namesSchema = z.object({
  services: z.array(z.string()),
  operations: z.array(z.string()),
  attributeKeys: z.array(z.string()),
  ...completeness,
});

/** OTLP's own JSON, masked; its inside is specified by OpenTelemetry, not here. */
export const traceSchema = z
  .object({
    resourceSpans: z.array(z.unknown()),
    /** Where several sources are configured: those that gave these spans. */
    sources: z.array(z.string()).optional(),
    /** Given where a person's reveal holds: otherwise nothing here is unmasked. */
    revealed: revealedSchema.optional(),
    ...completeness,
  })
  .meta({ id: "Trace" });

export type TraceSummaryDto = z.infer<typeof traceSummarySchema>;
export type TraceDto = z.infer<typeof traceSchema>;
export type NamesDto = z.infer<typeof namesSchema>;
export type TracePageDto = z.infer<typeof tracePageSchema>;
