import { z } from "zod";
import { bilingual, completeness, instantSchema, milliseconds } from "./scalars.ts";

const usual = z
  .object({
    p50Ms: milliseconds,
    p95Ms: milliseconds,
    p99Ms: milliseconds,
    samples: z.number().int().meta({ description: "Passes that were counted: stuck ones and incidents left out" }),
    of: z.enum(["hour-of-week", "all"]).meta({ description: "Of this hour of the week; of all hours where too few are known of it" }),
  })
  .nullable()
  .meta({ description: "Null below 200 passes" });

/** What is promised of each step, what is usual, and what may be tried on the past. */
export const deadlinesSchema = z
  .object({
    chains: z.array(
      z.object({
        chainId: z.string(),
        title: bilingual,
        usual,
        steps: z.array(
          z.object({
            stepId: z.string(),
            title: bilingual,
            softMs: milliseconds.nullable(),
            hardMs: milliseconds.nullable(),
            usual: usual.meta({ description: "From the previous step's reach to this one's" }),
            wait: usual.meta({ description: "The queue's wait before a consuming step" }),
            suggestion: z
              .object({ softMs: milliseconds, hardMs: milliseconds })
              .nullable()
              .meta({ description: "Null where too little is known, or what is promised fits" }),
          }),
        ),
      }),
    ),
    asOf: instantSchema,
    ...completeness,
  })
  .meta({ id: "Deadlines" });

export type DeadlinesDto = z.infer<typeof deadlinesSchema>;
