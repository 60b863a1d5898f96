import { z } from "zod";
import { CASE_STATES, SEVERITIES } from "./case-words.ts";
import { bilingual, completeness, instantSchema, milliseconds, stateSchema } from "./scalars.ts";
import { gapSchema } from "./stream.ts";

const counted = z.object({
  state: stateSchema,
  count: z.number().int(),
  oldestSince: instantSchema,
  /** Whose is the oldest; null where the chain has no order. */
  oldestOrderId: z.string().nullable(),
});

/** The four chains as maps: what stands where now, and how it flows. */
export const boardSchema = z
  .object({
    chains: z.array(
      z.object({
        chainId: z.string(),
        title: bilingual,
        keyedBy: z.enum(["order", "trace"]),
        /** Not done: latest attempts that run, are late or hang. */
        inProgress: z.number().int(),
        states: z.array(counted),
        /** Ended in the last hour; null while Loupe has not watched for so long. */
        endedLastHour: z.number().int().nullable(),
        /** Of them, and of those that crossed a soft deadline, the share that ended `done`; null where none. */
        onTimeShare: z.number().min(0).max(1).nullable(),
        steps: z.array(
          z.object({
            stepId: z.string(),
            title: bilingual,
            /** The service that does it, where the chain says so. */
            service: z.string().nullable(),
            /** `consume`: the wait before it is the queue's. */
            role: z.string(),
            softMs: milliseconds.nullable(),
            hardMs: milliseconds.nullable(),
            /** Those that stand or hang here. */
            count: z.number().int(),
            states: z.array(counted),
            /** How many reached it in the last hour; null where not known. */
            passedLastHour: z.number().int().nullable(),
            /** From the step before to this one, of those of the last hour (for `consume`, the queue's wait): null below 5 passes. */
            p95Ms: milliseconds.nullable(),
            cases: z.number().int().meta({ description: "Open cases here" }),
          }),
        ),
        complete: z.boolean().meta({ description: "False where so many are under way that `steps` counts the newest only" }),
      }),
    ),
    cases: z.object({
      byState: z.record(z.enum(CASE_STATES), z.number().int()).meta({ description: "`resolved`: today's (24 h)" }),
      bySeverity: z.record(z.enum(SEVERITIES), z.number().int()).meta({ description: "Of those that are not resolved" }),
    }),
    /** Gaps that last or ended within the last two hours. */
    gaps: z.array(gapSchema),
    completeUpTo: instantSchema.nullable(),
    asOf: instantSchema,
    ...completeness,
  })
  .meta({ id: "Board" });

export type BoardDto = z.infer<typeof boardSchema>;
