import { z } from "zod";
import { err, ok, type Result } from "../base/result.ts";
import { parseInstant } from "./instant.ts";
import type { QueryProblem } from "./query.ts";
import { SCOPE_KINDS, SERIES_STEPS, type SeriesStep } from "./scope.ts";

/** Queries of series and dashboards: a range, a scope, a step. */
const quote = (value: string): string => JSON.stringify(value.length > 60 ? `${value.slice(0, 60)}…` : value);

const instant = z.string().transform((text, context) => {
  const at = parseInstant(text);
  if (at !== null) return at;
  context.addIssue(`must be a time by RFC 3339, such as 2026-11-23T14:00:00Z (in a query, write + as %2B); got ${quote(text)}`);
  return z.NEVER;
});

const step = z.string().transform((text, context): SeriesStep => {
  const known = SERIES_STEPS.find((one) => String(one) === text);
  if (known !== undefined) return known;
  context.addIssue(`is in seconds, one of ${SERIES_STEPS.join(", ")}; got ${quote(text)}`);
  return z.NEVER;
});

const scope = z.string().transform((text, context) => {
  const kind = SCOPE_KINDS.find((one) => text.startsWith(`${one}:`));
  const rest = kind === undefined ? "" : text.slice(kind.length + 1);
  const two = kind !== "service" && kind !== "chain";
  if (kind !== undefined && rest !== "" && (!two || rest.includes("/"))) return { kind, rest, text };
  context.addIssue(`must be service:X, operation:X/NAME, chain:ID, step:ID/STEP or wait:ID/STEP; got ${quote(text)}`);
  return z.NEVER;
});

const milliseconds = z.string().transform((text, context) => {
  if (/^\d+(\.\d+)?$/.test(text) && Number.isFinite(Number(text))) return Number(text);
  context.addIssue(`must be milliseconds, a number not below 0; got ${quote(text)}`);
  return z.NEVER;
});

const minutesEast = z.string().transform((text, context) => {
  const value = Number(text);
  if (/^-?\d{1,4}$/.test(text) && Math.abs(value) <= 18 * 60) return value;
  context.addIssue(`must be minutes east of UTC, such as 180; got ${quote(text)}`);
  return z.NEVER;
});

const range = { from: instant.optional(), to: instant.optional() };

export const rangeQuerySchema = z.object(range);
export const seriesQuerySchema = z.object({
  scope,
  ...range,
  step: step.optional(),
  format: z.enum(["json", "csv"], "must be json or csv").optional(),
});
export const serviceQuerySchema = z.object({ name: z.string().max(1_000, "is too long"), ...range });
export const incidentsQuerySchema = z.object({ ...range, tz: minutesEast.optional() });
export const behindQuerySchema = z.object({ scope, ...range, minMs: milliseconds.optional(), maxMs: milliseconds.optional() });

export type ScopeText = z.output<typeof scope>;

/** Parameters that no schema names are left alone. */
export function parseRange<T extends z.ZodObject>(schema: T, params: URLSearchParams): Result<z.output<T>, QueryProblem> {
  const given: Record<string, string> = {};
  for (const key of Object.keys(schema.shape)) {
    const values = params.getAll(key).filter((value) => value !== "");
    if (values.length > 1) return err({ field: key, detail: `is given ${values.length} times; give it once` });
    if (values[0] !== undefined) given[key] = values[0];
  }
  const parsed = schema.safeParse(given);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    const field = String(issue?.path[0] ?? "query");
    return err({ field, detail: field in given ? (issue?.message ?? "cannot be read") : "must be given" });
  }
  const { from, to, minMs, maxMs } = parsed.data as { from?: number; to?: number; minMs?: number; maxMs?: number };
  if (from !== undefined && to !== undefined && from >= to)
    return err({ field: "from", detail: "must lie before `to`: the range is half-open, [from, to)" });
  if (minMs !== undefined && maxMs !== undefined && minMs >= maxMs) return err({ field: "minMs", detail: "must lie below `maxMs`" });
  return ok(parsed.data);
}
