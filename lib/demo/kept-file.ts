import { existsSync, mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import type { z } from "zod";

/** What the demo keeps in its data folder between two starts. */
export function readKept<T>(path: string, schema: z.ZodType<T>, cure = "delete it and another is made, or give another --data"): T {
  const text = readFileSync(path, "utf8");
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new Error(`${path} is not JSON, so not as the demo wrote it: ${cure}`);
  }
  const parsed = schema.safeParse(value);
  // The schema's own words would show the values, and passwords are among them.
  if (!parsed.success) throw new Error(`${path} is not as the demo wrote it (${parsed.error.issues[0]?.path.join(".")}): ${cure}`);
  return parsed.data;
}

/** Whole or not at all: a kill in the middle leaves the file that was there. Secrets are in it, so for this user alone. */
export function writeKept(path: string, value: unknown): void {
  writeFileSync(`${path}.new`, `${JSON.stringify(value, null, 2)}\n`, { mode: 0o600 });
  renameSync(`${path}.new`, path);
}

/** One level after the other: where the system answers ENOENT under a folder that is there (`/proc`), Node's own `recursive` never ends. */
export function makeFolder(path: string): void {
  if (existsSync(path)) {
    if (!statSync(path).isDirectory()) throw new Error(`--data ${path} is a file: give a folder`);
    return;
  }
  const above = dirname(path);
  if (above !== path) makeFolder(above);
  try {
    mkdirSync(path);
  } catch (reason) {
    throw new Error(`--data: ${path} cannot be made (${(reason as NodeJS.ErrnoException).code}): give a folder that this user may write`);
  }
}
