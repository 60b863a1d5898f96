import { z } from "zod";
import { executionSchema } from "./execution.ts";
import { completeness, instantSchema, pageOf, stateSchema, traceIdSchema } from "./scalars.ts";
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

export type OrderDto = z.infer<typeof orderSchema>;
export type OrderRowDto = z.infer<typeof orderRowSchema>;
export type OrderPageDto = z.infer<typeof orderPageSchema>;
