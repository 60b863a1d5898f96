import { z } from "zod";
import { err, ok, type Result } from "../base/result.ts";
import type { QueryProblem } from "./query.ts";
import { instantSchema } from "./scalars.ts";

/** `GET /sessions`, `GET /tokens`. */
export const sessionsQuerySchema = z.object({
  all: z
    .enum(["0", "1"], "must be 0 or 1")
    .optional()
    .meta({ description: "1: everybody's, with the right `sessions`; otherwise one's own" }),
  name: z.string().trim().max(200, "is too long").optional().meta({ description: "Only people whose name or login contains this" }),
});

export type SessionsQuery = z.output<typeof sessionsQuerySchema>;

export const sessionSchema = z
  .object({
    id: z.string().meta({ description: "To revoke it by; opens nothing" }),
    current: z.boolean().meta({ description: "The one that asks" }),
    own: z.boolean(),
    person: z.object({ sub: z.string(), name: z.string() }),
    role: z.string(),
    mayReveal: z.boolean(),
    begunAt: instantSchema,
    lastSeenAt: instantSchema.meta({ description: "To the minute" }),
    confirmedAt: instantSchema.meta({ description: "When the directory last said that this person may be here" }),
    endsAt: instantSchema.meta({ description: "The absolute limit, however busy it is" }),
    address: z.string().nullable().meta({ description: "Whence it began" }),
    browser: z.string().nullable(),
    system: z.string().nullable(),
  })
  .meta({ id: "Session" });

export const tokenSchema = z
  .object({
    id: z.string().meta({ description: "To revoke it by; opens nothing" }),
    current: z.boolean(),
    own: z.boolean(),
    kind: z.enum(["device", "client"]),
    owner: z.string().meta({ description: "A person's login, or a configured client's id" }),
    client: z.string(),
    scopes: z.array(z.string()).meta({ description: "Empty: everything of its owner's role" }),
    createdAt: instantSchema,
    expiresAt: instantSchema,
    lastUsedAt: instantSchema.nullable(),
  })
  .meta({ id: "Token" });

const listOf = <T extends z.ZodType>(item: T) =>
  z.object({
    items: z.array(item),
    total: z.number().int().meta({ description: "More than are listed: narrow by name" }),
    asOf: instantSchema,
  });

export const sessionsSchema = listOf(sessionSchema);
export const tokensSchema = listOf(tokenSchema);
export const revokedSchema = z.object({ revoked: z.number().int() });

export type SessionDto = z.infer<typeof sessionSchema>;
export type SessionsDto = z.infer<typeof sessionsSchema>;
export type TokenDto = z.infer<typeof tokenSchema>;
export type TokensDto = z.infer<typeof tokensSchema>;
export type RevokedDto = z.infer<typeof revokedSchema>;

export function parseSessionsQuery(params: URLSearchParams): Result<SessionsQuery, QueryProblem> {
  const given: Record<string, string> = {};
  for (const key of Object.keys(sessionsQuerySchema.shape)) {
    const values = params.getAll(key).filter((value) => value !== "");
    if (values.length > 1) return err({ field: key, detail: `is given ${values.length} times; give it once` });
    if (values[0] !== undefined) given[key] = values[0];
  }
  const parsed = sessionsQuerySchema.safeParse(given);
  if (parsed.success) return ok(parsed.data);
  const issue = parsed.error.issues[0];
  return err({ field: String(issue?.path[0] ?? "query"), detail: issue?.message ?? "cannot be read" });
}
