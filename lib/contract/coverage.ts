import { z } from "zod";
import { bilingual, completeness, instantSchema, milliseconds } from "./scalars.ts";

const count = z.number().int();
const share = z.number().nullable().meta({ description: "0…1; null of nothing" });

/** What to do about it: which service, which attribute, in words. */
export const adviceSchema = z
  .object({
    kind: z.enum(["order-id", "user-id", "status", "orphans", "context-lost", "clock", "silence", "sampling", "step-unseen"]),
    service: z.string(),
    attribute: z.string().nullable().meta({ description: "The exact attribute or header that is missing" }),
    severity: z.enum(["high", "medium", "low"]),
    text: bilingual,
  })
  .meta({ id: "CoverageAdvice" });

export const serviceCoverageSchema = z
  .object({
    service: z.string(),
    spans: count,
    spansPerDay: z.number(),
    bytesPerDay: z.number(),
    share: z.object({ orderId: share, userId: share, status: share }),
    orphanShare: share,
    contextLostShare: share.meta({ description: "Of its consumed messages, those without their publisher's context" }),
    clockOffsetMs: milliseconds.nullable().meta({ description: "The largest of its instances; null while unknown" }),
    sampling: z
      .object({ keptShare: z.number(), since: instantSchema.nullable(), until: instantSchema.optional() })
      .nullable()
      .meta({ description: "null: no sampling is known" }),
    /** Its usual longest time between two spans: a silence is noticed no sooner. */
    silenceNoticedAfterMs: milliseconds.nullable(),
    instances: count,
    firstSeen: instantSchema.nullable(),
    advice: z.array(adviceSchema),
  })
  .meta({ id: "ServiceCoverage" });

export const chainCoverageSchema = z
  .object({
    chainId: z.string(),
    executions: count,
    steps: z.array(z.object({ stepId: z.string(), services: z.array(z.string()), seen: count, passed: count, visibility: share })),
    advice: z.array(adviceSchema),
  })
  .meta({ id: "ChainCoverage" });

export const coverageSchema = z
  .object({
    from: instantSchema,
    to: instantSchema,
    services: z.array(serviceCoverageSchema),
    chains: z.array(chainCoverageSchema),
    advice: z.array(adviceSchema).meta({ description: "All of them, the most useful first" }),
    ...completeness,
  })
  .meta({ id: "Coverage" });

export type AdviceDto = z.infer<typeof adviceSchema>;
export type ServiceCoverageDto = z.infer<typeof serviceCoverageSchema>;
export type ChainCoverageDto = z.infer<typeof chainCoverageSchema>;
export type CoverageDto = z.infer<typeof coverageSchema>;
