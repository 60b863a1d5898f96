import { z } from "zod";
import { completeness, instantSchema, milliseconds, traceIdSchema } from "./scalars.ts";

/** What stands above one trace's waterfall. */
export const traceHeadSchema = z.object({
  traceId: traceIdSchema,
  rootService: z.string(),
  rootOperation: z.string(),
  startedAt: instantSchema,
  durationMs: milliseconds,
  spanCount: z.number().int(),
  orderIds: z.array(z.string()),
  /** Where several sources are configured: those that gave its spans. */
  sources: z.array(z.string()).optional(),
  ...completeness,
});

export type TraceHeadDto = z.infer<typeof traceHeadSchema>;
