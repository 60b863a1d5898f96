import { z } from "zod";
import { err, ok, type Result } from "../base/result.ts";
import { count, instant, type QueryProblem } from "./query.ts";
import { completeness, instantSchema } from "./scalars.ts";

const word = z.string().max(300, "is too long");

/** Who (`actor`), what (`action`; `config` finds `config.chains` too), about what (`subject`), when. */
export const auditQuerySchema = z.object({
  actor: word.optional(),
  action: word.optional(),
  subject: word.optional(),
  from: instant.optional(),
  to: instant.optional(),
  limit: count.prefault("100"),
  cursor: z.string().max(8192, "is no cursor of ours").optional(),
  format: z.enum(["json", "csv"], "must be json or csv").optional(),
});

export type AuditQueryDto = z.output<typeof auditQuerySchema>;

export const auditRowSchema = z
  .object({
    id: z.number().int(),
    at: instantSchema,
    actor: z.string(),
    action: z.string(),
    subject: z.string(),
    detail: z.string(),
    hash: z.string().meta({ description: "SHA-256 over the former row's hash and this row" }),
  })
  .meta({ id: "AuditRow" });

export const auditPageSchema = z
  .object({
    items: z.array(auditRowSchema),
    nextCursor: z.string().nullable(),
    /** Write it down elsewhere: `audit:verify --expect HASH` then proves that nothing before it was written anew. */
    head: z.object({ hash: z.string(), count: z.number().int() }),
    ...completeness,
  })
  .meta({ id: "AuditPage" });

export type AuditRowDto = z.infer<typeof auditRowSchema>;
export type AuditPageDto = z.infer<typeof auditPageSchema>;

export function parseAuditQuery(params: URLSearchParams): Result<AuditQueryDto, QueryProblem> {
  const given: Record<string, string> = {};
  for (const key of Object.keys(auditQuerySchema.shape)) {
    const values = params.getAll(key).filter((value) => value !== "");
    if (values.length > 1) return err({ field: key, detail: `is given ${values.length} times; give it once` });
    if (values[0] !== undefined) given[key] = values[0];
  }
  const parsed = auditQuerySchema.safeParse(given);
  if (parsed.success) return ok(parsed.data);
  const issue = parsed.error.issues[0];
  return err({ field: String(issue?.path[0] ?? "query"), detail: issue?.message ?? "cannot be read" });
}
