import { z } from "zod";
import { err, ok, type Result } from "../base/result.ts";
import { parseInstant } from "./instant.ts";
import { OPERATION_STATUSES, STATES, type StateWord } from "./words.ts";

/** What was wrong with which parameter, and what would be right. */
export interface QueryProblem {
  readonly field: string;
  readonly detail: string;
}

/** The words of the chain file that this process runs with. */
export interface KnownChains {
  readonly chains: readonly { readonly id: string; readonly steps: readonly { readonly id: string }[] }[];
}

export const instant = z.string().transform((text, context) => {
  const at = parseInstant(text);
  if (at !== null) return at;
  context.addIssue(`must be a time by RFC 3339, such as 2026-11-23T14:00:00Z (in a query, write + as %2B); got ${quote(text)}`);
  return z.NEVER;
});

const states = z.string().transform((text, context): readonly StateWord[] => {
  const words = text.split(",").filter((word) => word !== "");
  const strange = words.find((word) => !(STATES as readonly string[]).includes(word));
  if (strange === undefined) return words as StateWord[];
  context.addIssue(`knows no ${quote(strange)}; one or more, by commas, of ${STATES.join(", ")}`);
  return z.NEVER;
});

export const count = z.string().transform((text, context) => {
  const value = Number(text);
  if (/^\d{1,4}$/.test(text) && value >= 1 && value <= 500) return value;
  context.addIssue(`must be a whole number from 1 to 500; got ${quote(text)}`);
  return z.NEVER;
});

const slices = z.string().transform((text, context) => {
  const value = Number(text);
  if (/^\d{1,2}$/.test(text) && value >= 2 && value <= 24) return value;
  context.addIssue(`must be a whole number from 2 to 24; got ${quote(text)}`);
  return z.NEVER;
});

const duration = z.string().transform((text, context) => {
  const value = Number(text);
  if (/^\d+(\.\d+)?$/.test(text) && Number.isFinite(value)) return value;
  context.addIssue(`must be milliseconds, a number not below 0; got ${quote(text)}`);
  return z.NEVER;
});

/** `key:value`, split at the first colon that a key can end with: keys hold dots, seldom colons; `\:` stands for one that does. */
const attributes = z.array(z.string()).transform((texts, context) => {
  const pairs = texts.map((text) => /^((?:\\:|[^:])+):([\s\S]*)$/.exec(text));
  const wrong = pairs.indexOf(null);
  if (wrong >= 0) {
    context.addIssue(`must be key:value, such as http.route:/orders; got ${quote(texts[wrong] ?? "")}`);
    return z.NEVER;
  }
  return pairs.map((pair) => ({ key: pair![1]!.replaceAll("\\:", ":"), value: pair![2]! }));
});

const range = { from: instant.optional(), to: instant.optional() };
const paging = { limit: count.prefault("100"), cursor: z.string().max(8192, "is no cursor of ours").optional() };
const text = z.string().max(16_384, "is too long");

export const orderQuerySchema = z.object({ query: text.optional(), state: states.optional(), chain: text.optional(), ...range, ...paging });
export const executionQuerySchema = z.object({
  chain: text.optional(),
  state: states.optional(),
  step: text.optional(),
  ...range,
  ...paging,
});
export const traceQuerySchema = z.object({
  service: text.optional(),
  operation: text.optional(),
  status: z.enum(OPERATION_STATUSES, `must be one of ${OPERATION_STATUSES.join(", ")}`).optional(),
  minDurationMs: duration.optional(),
  maxDurationMs: duration.optional(),
  attribute: attributes.optional(),
  housekeeping: z.enum(["show", "hide"], "must be show or hide").optional(),
  spread: slices.optional(),
  ...range,
  ...paging,
});
export const namesQuerySchema = z.object({ service: text.optional() });

export type OrderQueryDto = z.output<typeof orderQuerySchema>;
export type ExecutionQueryDto = z.output<typeof executionQuerySchema>;
export type TraceQueryDto = z.output<typeof traceQuerySchema>;

export const parseOrderQuery = (params: URLSearchParams, known: KnownChains): Result<OrderQueryDto, QueryProblem> =>
  parse(orderQuerySchema, params, known);
export const parseExecutionQuery = (params: URLSearchParams, known: KnownChains): Result<ExecutionQueryDto, QueryProblem> =>
  parse(executionQuerySchema, params, known);
export const parseTraceQuery = (params: URLSearchParams, known: KnownChains): Result<TraceQueryDto, QueryProblem> =>
  parse(traceQuerySchema, params, known);
export const parseNamesQuery = (params: URLSearchParams, known: KnownChains): Result<z.output<typeof namesQuerySchema>, QueryProblem> =>
  parse(namesQuerySchema, params, known);

/** Parameters that no schema names are left alone: a later version may add some, and old servers must not break on them. */
function parse<T extends z.ZodObject>(schema: T, params: URLSearchParams, known: KnownChains): Result<z.output<T>, QueryProblem> {
  const given: Record<string, string | string[]> = {};
  for (const key of Object.keys(schema.shape)) {
    const values = params.getAll(key).filter((value) => value !== "");
    if (key === "attribute") {
      if (values.length > 0) given[key] = values;
    } else if (key === "state") {
      if (values.length > 0) given[key] = values.join(",");
    } else if (values.length > 1) return err({ field: key, detail: `is given ${values.length} times; give it once` });
    else if (values[0] !== undefined) given[key] = values[0];
  }
  const parsed = schema.safeParse(given);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    return err({ field: String(issue?.path[0] ?? "query"), detail: issue?.message ?? "cannot be read" });
  }
  return checkAcross(parsed.data as Acrossable, known) ?? ok(parsed.data);
}

export interface Acrossable {
  readonly from?: number;
  readonly to?: number;
  readonly minDurationMs?: number;
  readonly maxDurationMs?: number;
  readonly chain?: string;
  readonly step?: string;
}

export function checkAcross(query: Acrossable, known: KnownChains): Result<never, QueryProblem> | null {
  const { from, to, minDurationMs, maxDurationMs, chain, step } = query;
  if (from !== undefined && to !== undefined && from >= to)
    return err({ field: "from", detail: "must lie before `to`: the range is half-open, [from, to)" });
  if (minDurationMs !== undefined && maxDurationMs !== undefined && minDurationMs > maxDurationMs)
    return err({ field: "minDurationMs", detail: "must not be above `maxDurationMs`" });
  const chains = chain === undefined ? known.chains : known.chains.filter((one) => one.id === chain);
  if (chains.length === 0 && chain !== undefined)
    return err({ field: "chain", detail: `knows no ${quote(chain)}; the chains are ${known.chains.map((one) => one.id).join(", ")}` });
  if (step !== undefined && !chains.some((one) => one.steps.some((each) => each.id === step)))
    return err({
      field: "step",
      detail: `knows no ${quote(step)}; the steps are ${[...new Set(chains.flatMap((one) => one.steps.map((each) => each.id)))].join(", ")}`,
    });
  return null;
}

const quote = (value: string): string => JSON.stringify(value.length > 60 ? `${value.slice(0, 60)}…` : value);
