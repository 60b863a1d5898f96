import { z } from "zod";
import { instantSchema, milliseconds } from "./scalars.ts";

const promise = z.object({ softMs: milliseconds.nullable(), hardMs: milliseconds.nullable() });

const deadlineDifference = z.object({ chainId: z.string(), stepId: z.string(), before: promise, after: promise });

export const differenceSchema = z.object({
  matching: z.boolean().meta({ description: "What is recognised has changed: lately touched orders are matched anew" }),
  deadlines: z.array(deadlineDifference),
  addedLines: z.number().int(),
  removedLines: z.number().int(),
});

/** The chain file that holds now. */
export const chainConfigSchema = z
  .object({
    number: z.number().int().meta({ description: "The newest stored version: what a change is made upon; 0 where none is stored" }),
    origin: z.enum(["stored", "file", "built-in"]),
    at: instantSchema.nullable(),
    by: z.string().nullable(),
    note: z.string().nullable(),
    text: z.string().meta({ description: "YAML" }),
    fallback: z.string().meta({ description: "What holds where nothing is stored" }),
    problem: z.string().nullable().meta({ description: "The newest stored version cannot be read: what held before still holds" }),
    applying: z
      .object({ kind: z.enum(["judge", "match"]), done: z.number().int() })
      .nullable()
      .meta({ description: "Executions of the last day are being judged (or orders matched) anew; null: all done" }),
    may: z.object({ deadlines: z.boolean(), configure: z.boolean() }),
  })
  .meta({ id: "ChainConfig" });

export const configVersionSchema = z
  .object({
    number: z.number().int(),
    at: instantSchema,
    by: z.string(),
    note: z.string(),
    sha: z.string(),
    difference: differenceSchema.meta({ description: "From the version before it; of the first, from what it replaced" }),
  })
  .meta({ id: "ConfigVersion" });

export const configVersionPageSchema = z.object({ items: z.array(configVersionSchema), nextCursor: z.string().nullable() });

export const configVersionTextSchema = configVersionSchema
  .extend({ text: z.string(), before: z.string().meta({ description: "The text that it replaced" }) })
  .meta({ id: "ConfigVersionText" });

export const configCheckSchema = z
  .object({
    mistakes: z.array(z.object({ line: z.number().int(), reason: z.string() })),
    difference: differenceSchema.nullable().meta({ description: "From what holds now; null where there are mistakes" }),
  })
  .meta({ id: "ConfigCheck" });

const note = z.string("must be a text").trim().max(500, "is longer than 500 characters").default("");
const base = z.int("must be the number of the version that the change is made upon").min(0);
const text = z.string("must be the chain file's text").max(1_000_000, "is larger than a million characters");
const length = z
  .int("must be whole milliseconds")
  .positive("must be more than nothing")
  .max(365 * 24 * 3_600_000, "is longer than a year");

export const configTextSchema = z.object({ text });
export const saveConfigSchema = z.object({ base, text, note });
export const revertConfigSchema = z.object({ base, number: z.int().min(0), note });
export const deadlineChangesSchema = z
  .array(z.object({ chainId: z.string(), stepId: z.string(), softMs: length.nullable(), hardMs: length.nullable() }))
  .min(1, "names no step")
  .max(500, "names too many steps");
export const saveDeadlinesSchema = z.object({ base, changes: deadlineChangesSchema, note });

export type ChainConfigDto = z.infer<typeof chainConfigSchema>;
export type DifferenceDto = z.infer<typeof differenceSchema>;
export type ConfigVersionDto = z.infer<typeof configVersionSchema>;
export type ConfigVersionPageDto = z.infer<typeof configVersionPageSchema>;
export type ConfigVersionTextDto = z.infer<typeof configVersionTextSchema>;
export type ConfigCheckDto = z.infer<typeof configCheckSchema>;
export type DeadlineChangesDto = z.infer<typeof deadlineChangesSchema>;
