import { z } from "zod";
import { caseSchema } from "./case.ts";
import { executionSchema } from "./execution.ts";
import { instantSchema } from "./scalars.ts";

/** The last event of a stream whose session or token is over. Whoever comes back with it is refused. */
export const signedOutSchema = z.object({ why: z.enum(["ended", "forbidden", "directory-unavailable"]) });

/** A telemetry gap that has begun, grown over or ended. */
export const gapSchema = z
  .object({ service: z.string(), from: instantSchema, to: instantSchema.nullable().meta({ description: "Null while it lasts" }) })
  .meta({ id: "Gap" });

/**
 * Server-sent events of `GET /api/v1/stream`: the event's name and what its `data` is. `resync` says that this client was too slow, or
 * reconnected too late, to be told each change: ask the lists again.
 */
export const streamEventSchemas = {
  execution: executionSchema,
  case: caseSchema,
  gap: gapSchema,
  resync: z.object({ at: instantSchema }),
  "signed-out": signedOutSchema,
} as const;

export type GapDto = z.infer<typeof gapSchema>;
export type StreamEvents = { readonly [K in keyof typeof streamEventSchemas]: z.infer<(typeof streamEventSchemas)[K]> };
