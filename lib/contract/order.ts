import { z } from "zod";
import { executionSchema } from "./execution.ts";
import { revealedSchema } from "./reveal.ts";
import { bilingual, causeSchema, completeness, instantSchema, pageOf, stateSchema, traceIdSchema } from "./scalars.ts";
import { verdictSchema } from "./verdict.ts";

export const orderSchema = z
  .object({
    orderId: z.string(),
    state: stateSchema.nullable().meta({ description: "The worst of its chains' latest attempts; null without an execution" }),
    verdict: verdictSchema.nullable(),
    executions: z.array(executionSchema),
    traces: z.array(z.object({ traceId: traceIdSchema, chainIds: z.array(z.string()) })),
    firstAt: instantSchema.nullable(),
    lastActivityAt: instantSchema.nullable(),
    /** The server's clock when this was answered: ages are counted from it, not from the reader's clock. */
    asOf: instantSchema,
    past: z
      .object({ learntAt: instantSchema.nullable() })
      .optional()
      .meta({ description: "Given where it was asked for as it was known then (`asOf`): when Loupe learnt it, by its own clock" }),
    revealed: revealedSchema
      .extend({ person: z.string().nullable() })
      .optional()
      .meta({ description: "Whose order it is, where a person's reveal of it holds" }),
    ...completeness,
  })
  .meta({ id: "Order" });

export const orderRowSchema = z
  .object({
    orderId: z.string(),
    state: stateSchema.nullable(),
    verdict: verdictSchema.nullable(),
    traceCount: z.number().int(),
    firstAt: instantSchema,
    lastActivityAt: instantSchema,
  })
  .meta({ id: "OrderRow" });

export const orderPageSchema = pageOf(orderRowSchema);

export const orderHistorySchema = z
  .object({
    items: z.array(
      z.object({
        at: instantSchema.meta({ description: "From when on it was known (event time while history was read)" }),
        learntAt: instantSchema,
        executionId: z.string(),
        chainId: z.string(),
        attempt: z.number().int().nullable(),
        state: stateSchema.nullable().meta({ description: "Null: it turned out to be another's" }),
        cause: causeSchema.nullable(),
        stepId: z.string().nullable(),
        text: bilingual.nullable().meta({ description: "What was said first; null where state and step say it all" }),
      }),
    ),
  })
  .meta({ id: "OrderHistory" });

export const asOfQuerySchema = z.object({ asOf: z.string().optional().meta({ format: "date-time", description: "As it was known then" }) });

export type OrderHistoryDto = z.infer<typeof orderHistorySchema>;
export type OrderDto = z.infer<typeof orderSchema>;
export type OrderRowDto = z.infer<typeof orderRowSchema>;
export type OrderPageDto = z.infer<typeof orderPageSchema>;
