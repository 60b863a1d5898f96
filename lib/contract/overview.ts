import { z } from "zod";
import { completeness, instantSchema, stateSchema } from "./scalars.ts";

/** What hangs now, by chain: latest attempts only. */
export const overviewSchema = z
  .object({
    chains: z.array(
      z.object({
        chainId: z.string(),
        states: z.array(z.object({ state: stateSchema, count: z.number().int(), oldestSince: instantSchema })),
      }),
    ),
    asOf: instantSchema,
    ...completeness,
  })
  .meta({ id: "Overview" });

export type OverviewDto = z.infer<typeof overviewSchema>;
