import { z } from "zod";
import { causeSchema, instantSchema, milliseconds, stateSchema, traceIdSchema } from "./scalars.ts";
import { deadlineChangesSchema } from "./settings.ts";

const tally = z.object({
  cases: z.number().int().meta({ description: "Cases that would have been opened" }),
  real: z.number().int().meta({ description: "Hung to the end, for ten minutes at the least, or taken up by a person" }),
  recovered: z.number().int().meta({ description: "Went on by themselves within ten minutes, taken up by nobody" }),
  falseAlarms: z.number().int().meta({ description: "A person called the case that was really opened a false alarm" }),
  unnoticed: z.number().int().meta({ description: "Of the real ones: neither taken up nor gone on by now" }),
  late: z.number().int().meta({ description: "Executions that crossed a soft deadline" }),
  noticedMedianMs: milliseconds.nullable().meta({ description: "From opening until a person took it up, or it went on; of the real ones" }),
  noticed: z.number().int().meta({ description: "Of how many that is known" }),
});

const one = z
  .object({
    openedAt: instantSchema,
    closedAt: instantSchema.nullable(),
    state: stateSchema,
    cause: causeSchema.nullable(),
    stepId: z.string().nullable(),
    worth: z.enum(["real", "recovered", "false-alarm"]),
  })
  .nullable();

export const backtestSchema = z
  .object({
    id: z.string(),
    state: z.enum(["running", "done", "cancelled", "failed"]),
    progress: z.number().min(0).max(1),
    by: z.string(),
    startedAt: instantSchema,
    from: instantSchema,
    result: z
      .object({
        present: tally,
        candidate: tally,
        differing: z.array(
          z.object({
            orderId: z.string().nullable(),
            traceId: traceIdSchema.nullable(),
            executionId: z.string(),
            chainId: z.string(),
            present: one,
            candidate: one,
          }),
        ),
        differingCount: z.number().int(),
        covered: z.object({
          from: instantSchema,
          orders: z.number().int().meta({ description: "Orders and requests" }),
          executions: z.number().int(),
          rematched: z.boolean().meta({ description: "Matched anew from their spans; else judged anew from the facts in the index" }),
          unread: z.number().int().meta({ description: "Orders whose spans could not be had: judged by their present facts" }),
          whole: z.boolean().meta({ description: "False: a bound ended it before `from`" }),
        }),
      })
      .nullable(),
  })
  .meta({ id: "Backtest" });

/** Either changed deadlines upon what holds, or a whole chain file. */
export const startBacktestSchema = z.object({
  text: z.string().max(1_000_000, "is larger than a million characters").optional(),
  changes: deadlineChangesSchema.optional(),
  hours: z
    .number("must be a number of hours")
    .positive("must be more than nothing")
    .max(24 * 30, "is more than 30 days")
    .default(24),
});

export type BacktestDto = z.infer<typeof backtestSchema>;
export type BacktestTallyDto = z.infer<typeof tally>;
