import { z } from "zod";
import { causeSchema, instantSchema, milliseconds, pageOf, spanIdSchema, stateSchema, stepStateSchema, traceIdSchema } from "./scalars.ts";
import { verdictSchema } from "./verdict.ts";

export const stepSchema = z
  .object({
    stepId: z.string(),
    state: stepStateSchema,
    at: instantSchema.nullable().meta({ description: "When the step was reached, corrected for clock skew" }),
    durationMs: milliseconds.nullable(),
    waitMs: milliseconds.nullable().meta({ description: "The queue's own time before a consuming step" }),
    traceId: traceIdSchema.nullable(),
    spanId: spanIdSchema.nullable(),
    attempts: z.number().int().meta({ description: "Deliveries of the message, or tries of the call; 0 where nothing was seen" }),
    service: z.string().nullable(),
    /** Where a step is awaited: when it should have come (soft), and when its absence is an alarm (hard). */
    expectedBy: instantSchema.nullable(),
    overdueAt: instantSchema.nullable(),
    deliveries: z.array(
      z.object({
        traceId: traceIdSchema,
        spanId: spanIdSchema,
        at: instantSchema,
        durationMs: milliseconds,
        status: z.enum(["success", "error", "timeout"]),
        instance: z.string().nullable(),
        version: z.string().nullable(),
      }),
    ),
  })
  .meta({ id: "Step" });

export const executionSchema = z
  .object({
    id: z.string(),
    orderId: z.string().nullable(),
    chainId: z.string(),
    attempt: z.number().int().min(1),
    state: stateSchema,
    cause: causeSchema.nullable(),
    stepId: z.string().nullable().meta({ description: "Where it is or hangs" }),
    startedAt: instantSchema,
    lastActivityAt: instantSchema,
    endedAt: instantSchema.nullable(),
    durationMs: milliseconds.nullable(),
    steps: z.array(stepSchema),
    verdict: verdictSchema,
    was: z
      .object({ state: stateSchema, cause: causeSchema.nullable(), stepId: z.string().nullable(), from: instantSchema, to: instantSchema })
      .optional()
      .meta({ description: "The alarm that it was before it recovered, from its deadline until it was said no more" }),
  })
  .meta({ id: "Execution" });

export const executionPageSchema = pageOf(executionSchema);

export type StepDto = z.infer<typeof stepSchema>;
export type ExecutionDto = z.infer<typeof executionSchema>;
export type ExecutionPageDto = z.infer<typeof executionPageSchema>;
