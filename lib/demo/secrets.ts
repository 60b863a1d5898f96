import { randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { readKept, writeKept } from "./kept-file.ts";

const secretsSchema = z.object({ authSecret: z.string().min(32), apiClientSecret: z.string().min(16) });

/** Random for each data folder, and kept there: no secret has a default. */
export function secretsOf(dataDir: string): z.infer<typeof secretsSchema> {
  const path = join(dataDir, "secrets.json");
  if (!existsSync(path)) {
    const made = { authSecret: randomBytes(36).toString("base64url"), apiClientSecret: randomBytes(18).toString("base64url") };
    writeKept(path, made);
  }
  return readKept(path, secretsSchema);
}
