import { z } from "zod";
import { completeness, instantSchema, milliseconds } from "./scalars.ts";

const count = z.number().int().nonnegative();

/** Why a source could not answer, as in `lib/sources/source.ts`. */
const failureKindSchema = z.enum(["unreachable", "timeout", "rejected", "throttled", "broken-answer", "unavailable"]);

/** What asking the backend has cost since Loupe started; null for Loupe's own receiver, which is asked over no network. */
const trafficSchema = z.object({
  requests: count,
  /** As received: compressed where they were. */
  bytes: count,
  /** Of these, what scanning needed; the rest was asked for readers. */
  scanRequests: count,
  scanBytes: count,
  retries: count,
  /** Questions that were not answered, by kind. */
  failures: z.partialRecord(failureKindSchema, count),
  /** Open: the backend failed repeatedly and is left alone for a while. */
  breaker: z.enum(["closed", "open", "half-open"]),
  /** Over the last minutes; null until there is something to compare with. */
  perMinute: z.object({ requestsPerMinute: z.number().nonnegative(), bytesPerMinute: z.number().nonnegative() }).nullable(),
});

/** What was read from it since Loupe started. */
const scanSchema = z.object({
  scans: count,
  traces: count,
  spans: count,
  /** Spent waiting for its answers. */
  askedMs: milliseconds,
  /** Spent on what it gave: orders found, committed. */
  takenInMs: milliseconds,
  /** Over the last minutes. */
  tracesPerSecond: z.number().nonnegative(),
  spansPerSecond: z.number().nonnegative(),
});

export const sourceSchema = z.object({
  id: z.string(),
  kind: z.enum(["embedded", "jaeger", "tempo"]),
  state: z.enum(["ok", "degraded", "failed"]),
  lastError: z.string().nullable(),
  /** When a question last failed, and how; both stay after it is well again, as `lastError` does not. */
  lastFailure: z.object({ at: instantSchema, kind: failureKindSchema, detail: z.string() }).nullable(),
  /** Failed scans in a row; 0 while it answers. */
  failedScans: count,
  /** When it is asked again after a failure. */
  nextScanAt: instantSchema.nullable(),
  /** What it holds and does not give, in its own words. */
  warnings: z.array(z.string()),
  scannedUpTo: instantSchema.nullable(),
  lagMs: milliseconds.nullable(),
  scan: scanSchema.nullable(),
  traffic: trafficSchema.nullable(),
});

export const sourcesSchema = z
  .object({
    sources: z.array(sourceSchema),
    services: z.array(
      z.object({
        service: z.string(),
        /** Up to here all that it did has been read: the least of its live instances'; null while none is heard. */
        watermark: instantSchema.nullable(),
        lagMs: milliseconds.nullable(),
        instances: z.array(
          z.object({ id: z.string(), watermark: instantSchema.nullable(), offsetMs: milliseconds.nullable(), live: z.boolean() }),
        ),
        /** `instance` null: nobody of the service was heard. */
        gaps: z.array(z.object({ from: instantSchema, to: instantSchema.nullable(), instance: z.string().nullable() })),
        /** How long a silence must be to be none of its habits; null while too little is known. */
        noticedAfterMs: milliseconds.nullable(),
        /** The newest time in which it kept only a share of its traces; `keptShare` null where it cannot be told. */
        sampled: z.object({ from: instantSchema, to: instantSchema, keptShare: z.number().nullable() }).nullable(),
      }),
    ),
    /** Orders that are known to have changed and are not matched yet. */
    waitingOrders: count,
    /** Orders whose traces came and cannot be matched, with why; the first of them. */
    unmatchedOrders: z.array(z.object({ orderId: z.string(), why: z.string() })),
    /** False while history, or what came during an outage, is still being read. */
    caughtUp: z.boolean(),
    /** The moment up to which every source has been read; null before the first scan. */
    completeUpTo: instantSchema.nullable(),
    asOf: instantSchema,
    ...completeness,
  })
  .meta({ id: "Sources" });

export type SourceDto = z.infer<typeof sourceSchema>;
export type SourcesDto = z.infer<typeof sourcesSchema>;
