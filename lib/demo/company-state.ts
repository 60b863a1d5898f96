import { existsSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { readKept, writeKept } from "./kept-file.ts";

const FILE = "company.json";

/** What a company must remember to go on after a stop: everything else follows from it. */
const stateSchema = z.object({
  seed: z.union([z.number(), z.string()]),
  /** The flags that it lives by; with others it is another company. */
  flags: z.string(),
  ordersPerMinute: z.number(),
  scenarios: z.array(z.tuple([z.string(), z.number()])),
  openedAtMs: z.number(),
  /** Where the latest run began, in the company's time: between two runs nothing happened. */
  resumedMs: z.number(),
  /** Orders that earlier companies in this folder made. */
  firstOrder: z.number(),
  generation: z.number(),
  /** A past that was only half made is made again: the same spans, of which none is kept twice. */
  pastIsMade: z.boolean(),
  /** It stopped well, and has recorded what that cut short. */
  stoppedWell: z.boolean(),
  /** Spans and rows up to here are out. */
  aliveUntilMs: z.number(),
});

export type CompanyState = z.infer<typeof stateSchema>;

export function readCompanyState(dir: string): CompanyState | null {
  const path = join(dir, FILE);
  return existsSync(path) ? readKept(path, stateSchema, "delete the folder, or give another --data") : null;
}

export const writeCompanyState = (dir: string, state: CompanyState): void => writeKept(join(dir, FILE), state);
