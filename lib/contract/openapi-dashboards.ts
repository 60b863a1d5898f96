import { seriesQuerySchema } from "./range-query.ts";
import { seriesSchema } from "./series.ts";

/** The calls behind charts and dashboards. */
export const DASHBOARD_CALLS = [
  {
    path: "/series",
    summary: "Rate, errors and latencies over time, of a service, operation, chain, step or queue",
    query: seriesQuerySchema,
    answer: seriesSchema,
  },
];
