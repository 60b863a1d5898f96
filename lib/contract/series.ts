import { z } from "zod";
import { completeness, instantSchema, milliseconds, traceIdSchema } from "./scalars.ts";

export const exemplarSchema = z
  .object({ traceId: traceIdSchema, durationMs: milliseconds, failed: z.boolean() })
  .meta({ id: "Exemplar", description: "A trace of this bucket, to look at" });

/** Counts are null where telemetry is missing, or lies before the first; latencies also where nothing happened. */
export const latencies = {
  meanMs: milliseconds.nullable(),
  p50Ms: milliseconds.nullable(),
  p95Ms: milliseconds.nullable(),
  p99Ms: milliseconds.nullable(),
};

export const seriesPointSchema = z
  .object({
    at: instantSchema.meta({ description: "Start of the bucket" }),
    count: z.number().int().nullable(),
    errors: z.number().int().nullable(),
    timeouts: z.number().int().nullable(),
    ...latencies,
    exemplars: z.array(exemplarSchema),
  })
  .meta({ id: "SeriesPoint" });

export const seriesSchema = z
  .object({
    scope: z.string(),
    step: z.number().int().meta({ description: "Seconds of a bucket" }),
    from: instantSchema,
    to: instantSchema,
    source: z.string().meta({ description: "`spans`: counted from the spans that Loupe read; else the backend's own metrics" }),
    points: z.array(seriesPointSchema),
    ...completeness,
  })
  .meta({ id: "Series" });

/** `counts[t][b]`: how many of bucket `times[t]` took from `buckets[b]` to below `buckets[b + 1]` ms; the last bucket is open. */
export const heatmapSchema = z
  .object({
    scope: z.string(),
    step: z.number().int(),
    times: z.array(instantSchema),
    buckets: z.array(milliseconds).meta({ description: "Lower bounds, rising; the first is 0" }),
    counts: z.array(z.array(z.number().int()).nullable()).meta({ description: "null: telemetry is missing; empty: nothing happened" }),
    failed: z.array(z.number().int().nullable()).meta({ description: "Errors and timeouts of each time" }),
    ...completeness,
  })
  .meta({ id: "Heatmap" });

export type ExemplarDto = z.infer<typeof exemplarSchema>;
export type SeriesPointDto = z.infer<typeof seriesPointSchema>;
export type SeriesDto = z.infer<typeof seriesSchema>;
export type HeatmapDto = z.infer<typeof heatmapSchema>;
