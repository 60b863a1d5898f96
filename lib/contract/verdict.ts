import { z } from "zod";
import { bilingual, causeSchema, instantSchema, spanIdSchema, stateSchema, traceIdSchema } from "./scalars.ts";

export const evidenceSchema = z
  .object({
    kind: z.string(),
    traceId: traceIdSchema.nullable(),
    spanId: spanIdSchema.nullable(),
    at: instantSchema.nullable(),
    note: bilingual,
    counts: z.object({ passed: z.number().int(), hanging: z.number().int() }).optional(),
    from: instantSchema.optional().meta({ description: "For a deadline: when the wait began that it measures" }),
    service: z.string().optional().meta({ description: "Whose telemetry it speaks of" }),
    usual: z
      .object({ p50Ms: z.number(), p95Ms: z.number(), p99Ms: z.number(), samples: z.number().int() })
      .optional()
      .meta({ description: "How long the step usually takes, and of how many passes that is known" }),
  })
  .meta({ id: "Evidence" });

const part = z.object({
  text: z.string(),
  evidence: z.number().int().nullable().meta({ description: "Index into `evidence`; null for connecting words" }),
  strong: z.boolean(),
  role: z.enum(["order", "chain", "wait"]).optional().meta({ description: "The order's name, the chain's name, or how long the wait is" }),
});

export const verdictSchema = z
  .object({
    chainId: z.string(),
    stepId: z.string().nullable(),
    state: stateSchema,
    cause: causeSchema.nullable(),
    since: instantSchema,
    isolated: z.boolean().nullable(),
    confidence: z.number().min(0).max(1).nullable(),
    text: bilingual,
    parts: z.object({ en: z.array(part), ru: z.array(part) }),
    evidence: z.array(evidenceSchema),
  })
  .meta({ id: "Verdict" });

export type VerdictDto = z.infer<typeof verdictSchema>;
export type EvidenceDto = z.infer<typeof evidenceSchema>;
