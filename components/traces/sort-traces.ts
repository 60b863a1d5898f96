import type { TraceSummaryDto } from "#lib/contract/trace";
import type { Sort } from "./trace-query.ts";

const value = (trace: TraceSummaryDto, sort: Sort): string | number =>
  sort === "root" ? `${trace.rootService} ${trace.rootOperation}` : trace[sort];

/** A copy in the order asked for; equals keep the server's order, newest first. */
export function sortTraces(traces: readonly TraceSummaryDto[], sort: Sort, rising: boolean): readonly TraceSummaryDto[] {
  const sign = rising ? 1 : -1;
  return [...traces].sort((a, b) => {
    const [left, right] = [value(a, sort), value(b, sort)];
    const way = typeof left === "string" ? left.localeCompare(String(right)) : left - Number(right);
    return sign * way;
  });
}

/** The way a first click orders by: names from A, figures from the largest. */
export const firstWay = (sort: Sort): boolean => sort === "root" || sort === "source";
