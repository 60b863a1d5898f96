import { z } from "zod";
import { completeness, instantSchema, stateSchema } from "./scalars.ts";

/** What hangs now, by chain: latest attempts only. */
export const overviewSchema = z
  .object({
    chains: z.array(
      z.object({
        chainId: z.string(),
        states: z.array(z.object({ state: stateSchema, count: z.number().int(), oldestSince: instantSchema })),
        /** Where those stand that are not done; of the newest 500 only, `complete` says whether that is all. */
        steps: z.array(z.object({ stepId: z.string(), state: stateSchema, count: z.number().int(), oldestSince: instantSchema })),
        complete: z.boolean(),
      }),
    ),
    asOf: instantSchema,
    ...completeness,
  })
  .meta({ id: "Overview" });

export type OverviewDto = z.infer<typeof overviewSchema>;
