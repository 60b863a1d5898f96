import { z } from "zod";
import { CAUSES, STATES, STEP_STATES } from "./words.ts";

export const stateSchema = z.enum(STATES);
export const causeSchema = z.enum(CAUSES);
export const stepStateSchema = z.enum(STEP_STATES);

export const instantSchema = z.string().meta({ format: "date-time", description: "RFC 3339, UTC, milliseconds or better" });
export const milliseconds = z.number().meta({ description: "Milliseconds, fractions allowed" });

export const traceIdSchema = z
  .string()
  .regex(/^(?!0{32})[0-9a-f]{32}$/, "must be 32 lower-case hex digits, not all zero")
  .meta({ id: "TraceId" });
export const spanIdSchema = z
  .string()
  .regex(/^(?!0{16})[0-9a-f]{16}$/, "must be 16 lower-case hex digits, not all zero")
  .meta({ id: "SpanId" });

export const bilingual = z.object({ en: z.string(), ru: z.string() });

/** What every list and every assembled answer says about its own completeness. */
export const completeness = {
  partial: z.boolean().meta({ description: "True: the answer is known to be incomplete; `warnings` says why" }),
  warnings: z.array(z.string()),
};

export const pageOf = <T extends z.ZodType>(item: T) =>
  z.object({ items: z.array(item), nextCursor: z.string().nullable(), ...completeness });
