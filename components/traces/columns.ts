import type { Sort } from "./trace-query.ts";

/** What a table of traces can show; the trace itself always stands first. */
export const COLUMNS = ["orders", "services", "spanCount", "errorCount", "durationMs", "startedAt", "source", "traceId"] as const;
export type Column = (typeof COLUMNS)[number];

export const SORTED_BY: Readonly<Partial<Record<Column | "root", Sort>>> = {
  root: "root",
  spanCount: "spanCount",
  errorCount: "errorCount",
  durationMs: "durationMs",
  startedAt: "startedAt",
  source: "source",
};

export const COLUMNS_COOKIE = "loupe-trace-columns";
const USUAL: readonly Column[] = ["orders", "spanCount", "errorCount", "durationMs", "startedAt"];

/** From the cookie; unknown words are dropped, and nothing kept means the usual ones: with a source where there are several. */
export function readColumns(kept: string | undefined, sources: number): readonly Column[] {
  if (kept === undefined) return sources > 1 ? COLUMNS.filter((one) => USUAL.includes(one) || one === "source") : USUAL;
  const words = kept.split(".");
  return COLUMNS.filter((one) => words.includes(one));
}

export const writeColumns = (columns: readonly Column[]): string =>
  `${COLUMNS_COOKIE}=${columns.join(".") || "none"}; path=/; max-age=31536000; samesite=lax`;
