// Checks the header by hand and not by zod: this runs in the browser before the first row, and the page's script is counted.

import { err, ok, type Result } from "../base/result.ts";
import type { WaterfallHeader } from "./waterfall.ts";

type Check = (value: unknown) => boolean;

const isText: Check = (v) => typeof v === "string";
const isNumber: Check = (v) => typeof v === "number" && Number.isFinite(v);
const isFlag: Check = (v) => typeof v === "boolean";
const isIndex =
  (limit: number, least = 0): Check =>
  (v) =>
    Number.isInteger(v) && (v as number) >= least && (v as number) < limit;
const orNull =
  (check: Check): Check =>
  (v) =>
    v === null || check(v);
const listOf =
  (check: Check): Check =>
  (v) =>
    Array.isArray(v) && v.every(check);
const shaped =
  (fields: Readonly<Record<string, Check>>): Check =>
  (v) =>
    typeof v === "object" && v !== null && !Array.isArray(v) && Object.entries(fields).every(([key, check]) => check(own(v, key)));

const own = (value: object, key: string): unknown => (Object.hasOwn(value, key) ? (value as Record<string, unknown>)[key] : undefined);
const isUnixNs: Check = (v) => typeof v === "string" && /^-?\d{1,25}$/.test(v);
const isTraceId: Check = (v) => typeof v === "string" && /^[0-9a-f]{32}$/.test(v);
const isTitle = shaped({ en: isText, ru: isText });

/** The parsed header, or the name of the first field that is wrong. */
export function readHeader(bytes: Uint8Array, count: number): Result<WaterfallHeader, string> {
  let parsed: unknown;
  try {
    parsed = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch {
    return err("not JSON");
  }
  if (typeof parsed !== "object" || parsed === null || Array.isArray(parsed)) return err("not an object");
  const at = (key: string): unknown => own(parsed, key);
  const size = (key: string): number => (Array.isArray(at(key)) ? (at(key) as unknown[]).length : 0);
  const inChains = isIndex(size("chains"), -1);
  const fields: Readonly<Record<keyof WaterfallHeader, Check>> = {
    orderId: orNull(isText),
    startUnixNs: isUnixNs,
    nowNs: orNull(isNumber),
    services: listOf(isText),
    operations: listOf(isText),
    instances: listOf(shaped({ service: isIndex(size("services")), name: orNull(isText), version: orNull(isText), offsetNs: isNumber })),
    scopes: listOf(isText),
    traces: listOf(shaped({ traceId: isTraceId, spanCount: isNumber, warnings: listOf(isText) })),
    messages: listOf(isText),
    chains: listOf(shaped({ id: isText, title: isTitle, attempt: isNumber, state: isText, cause: orNull(isText) })),
    waits: listOf(shaped({ item: isIndex(count), destination: isText, open: isFlag })),
    ghosts: listOf(
      shaped({
        item: isIndex(count),
        title: isTitle,
        chain: inChains,
        stepId: isText,
        state: (v) => v === "missing" || v === "pending" || v === "cannot-tell",
        expectedByNs: orNull(isNumber),
        open: isFlag,
      }),
    ),
    usual: listOf(shaped({ service: isIndex(size("services")), operation: isIndex(size("operations")), fromNs: isNumber, toNs: isNumber })),
    partial: isFlag,
    warnings: listOf(isText),
  };
  for (const [key, check] of Object.entries(fields)) if (!check(at(key))) return err(key);
  return ok(parsed as WaterfallHeader);
}
