import { z } from "zod";
import { completeness, instantSchema, milliseconds } from "./scalars.ts";

export const sourcesSchema = z
  .object({
    sources: z.array(
      z.object({
        id: z.string(),
        kind: z.enum(["embedded", "jaeger", "tempo"]),
        state: z.enum(["ok", "degraded", "failed"]),
        lastError: z.string().nullable(),
        scannedUpTo: instantSchema.nullable(),
        lagMs: milliseconds.nullable(),
      }),
    ),
    services: z.array(
      z.object({
        service: z.string(),
        instances: z.array(
          z.object({ id: z.string(), watermark: instantSchema.nullable(), offsetMs: milliseconds.nullable(), live: z.boolean() }),
        ),
        gaps: z.array(z.object({ from: instantSchema, to: instantSchema.nullable() })),
      }),
    ),
    /** The moment up to which every source has been read; null before the first scan. */
    completeUpTo: instantSchema.nullable(),
    asOf: instantSchema,
    ...completeness,
  })
  .meta({ id: "Sources" });

export type SourcesDto = z.infer<typeof sourcesSchema>;
