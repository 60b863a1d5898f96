import { z } from "zod";
import { completeness, instantSchema, milliseconds } from "./scalars.ts";

const count = z.number().int();
const share = z.number().nullable().meta({ description: "0…1; null of nothing" });

const onTime = z.object({
  value: share,
  done: count,
  total: count.meta({ description: "All that ended or crossed a soft deadline" }),
  cannotTell: count.meta({ description: "Left out of the share, counted beside it" }),
});

const figures = {
  processingTime: z.object({
    meanMs: milliseconds.nullable(),
    medianMs: milliseconds.nullable(),
    count,
    /** Without the waiting between the chains (for the customer's yes). */
    insideChainsMeanMs: milliseconds.nullable(),
    insideChainsMedianMs: milliseconds.nullable(),
  }),
  errorShare: z.object({ value: share, errors: count, timeouts: count, total: count }),
  onTime: onTime.extend({ chains: z.array(onTime.extend({ chainId: z.string() })) }),
  reaction: z.object({
    toAcknowledgeMs: milliseconds.nullable(),
    toResolveMs: milliseconds.nullable(),
    cases: count.meta({ description: "Opened in the range" }),
    acknowledged: count,
    resolved: count,
  }),
};

const period = { from: instantSchema, to: instantSchema };

const kpi = <T extends z.ZodRawShape>(figure: z.ZodObject<T>) => figure.extend({ before: figure });

export const kpisSchema = z
  .object({
    ...period,
    before: z.object(period).meta({ description: "The period before, of the same length" }),
    processingTime: kpi(figures.processingTime),
    errorShare: kpi(figures.errorShare),
    onTime: kpi(figures.onTime),
    reaction: kpi(figures.reaction),
    /** Spark lines: one value a time, null where nothing was counted. */
    trend: z.object({
      times: z.array(instantSchema),
      processingMeanMs: z.array(milliseconds.nullable()),
      errorShare: z.array(share),
      onTime: z.array(share),
      toAcknowledgeMs: z.array(milliseconds.nullable()),
    }),
    ...completeness,
  })
  .meta({ id: "Kpis" });

export type KpisDto = z.infer<typeof kpisSchema>;
