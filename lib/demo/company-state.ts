import { existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";

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
  if (!existsSync(path)) return null;
  const parsed = stateSchema.safeParse(JSON.parse(readFileSync(path, "utf8")));
  if (!parsed.success) throw new Error(`${path} is not what the demo wrote: delete the folder, or give another --data`);
  return parsed.data;
}

/** Whole or not at all. */
export function writeCompanyState(dir: string, state: CompanyState): void {
  const path = join(dir, FILE);
  writeFileSync(`${path}.new`, JSON.stringify(state), { mode: 0o600 });
  renameSync(`${path}.new`, path);
}
