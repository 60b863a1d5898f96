import { z } from "zod";
import { err, ok, type Result } from "../base/result.ts";
import { caseActionSchemas } from "./case.ts";
import { CASE_KINDS, CASE_STATES, type CaseAction, SEVERITIES } from "./case-words.ts";
import { parseInstant } from "./instant.ts";
import { checkAcross, count, instant, type KnownChains, type QueryProblem } from "./query.ts";

const text = z.string().max(16_384, "is too long");

/** One or more words, by commas or by giving the parameter several times. */
const wordsOf = <W extends string>(known: readonly W[]) =>
  z.string().transform((given, context): readonly W[] => {
    const words = given.split(",").filter((word) => word !== "");
    const strange = words.find((word) => !(known as readonly string[]).includes(word));
    if (strange === undefined) return words as W[];
    context.addIssue(`knows no ${JSON.stringify(strange.slice(0, 60))}; one or more, by commas, of ${known.join(", ")}`);
    return z.NEVER;
  });

export const caseQuerySchema = z.object({
  state: wordsOf(CASE_STATES).optional(),
  chain: text.optional(),
  step: text.optional(),
  group: z
    .string()
    .regex(/^[0-9a-f]{20}$/, "must be a group's id, 20 hex digits")
    .optional(),
  kind: wordsOf(CASE_KINDS).optional(),
  severity: wordsOf(SEVERITIES).optional(),
  order: text.optional(),
  asOf: instant.optional(),
  from: instant.optional(),
  to: instant.optional(),
  limit: count.prefault("100"),
  cursor: z.string().max(8192, "is no cursor of ours").optional(),
});

export const groupQuerySchema = z.object({
  state: wordsOf(CASE_STATES).optional(),
  chain: text.optional(),
  severity: wordsOf(SEVERITIES).optional(),
  asOf: instant.optional(),
  limit: count.prefault("100"),
});

export type CaseQueryDto = z.output<typeof caseQuerySchema>;
export type GroupQueryDto = z.output<typeof groupQuerySchema>;

const LISTS: ReadonlySet<string> = new Set(["state", "kind", "severity"]);

export function parseCaseQuery<T extends z.ZodObject>(
  schema: T,
  params: URLSearchParams,
  known: KnownChains,
): Result<z.output<T>, QueryProblem> {
  const given: Record<string, string> = {};
  for (const key of Object.keys(schema.shape)) {
    const values = params.getAll(key).filter((value) => value !== "");
    if (values.length > 1 && !LISTS.has(key)) return err({ field: key, detail: `is given ${values.length} times; give it once` });
    if (values.length > 0) given[key] = values.join(",");
  }
  const parsed = schema.safeParse(given);
  if (!parsed.success) return err(firstProblem(parsed.error, "query"));
  return checkAcross(parsed.data as Parameters<typeof checkAcross>[0], known) ?? ok(parsed.data);
}

/** The body of an action, as a JSON value; null where there was none. */
export function parseCaseAction<A extends CaseAction>(
  action: A,
  body: unknown,
): Result<z.output<(typeof caseActionSchemas)[A]>, QueryProblem> {
  const parsed = caseActionSchemas[action].safeParse(body ?? {});
  if (!parsed.success) return err(firstProblem(parsed.error, "body"));
  const until = "until" in parsed.data ? parsed.data.until : null;
  if (typeof until === "string" && parseInstant(until) === null)
    return err({ field: "until", detail: "must be a time by RFC 3339, such as 2026-11-23T14:00:00Z" });
  return ok(parsed.data as z.output<(typeof caseActionSchemas)[A]>);
}

function firstProblem(error: z.ZodError, otherwise: string): QueryProblem {
  const issue = error.issues[0];
  return { field: String(issue?.path[0] ?? otherwise), detail: issue?.message ?? "cannot be read" };
}
