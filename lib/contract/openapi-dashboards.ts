import { coverageSchema } from "./coverage.ts";
import {
  behindSchema,
  chainCardsSchema,
  chainDashboardSchema,
  changesSchema,
  dependenciesSchema,
  incidentsSchema,
  serviceDashboardSchema,
  serviceRowsSchema,
} from "./dashboards.ts";
import { kpisSchema } from "./kpis.ts";
import { markerPageSchema, markerSchema } from "./marker.ts";
import { markerBodySchema } from "./marker-body.ts";
import { behindQuerySchema, incidentsQuerySchema, rangeQuerySchema, seriesQuerySchema, serviceQuerySchema } from "./range-query.ts";
import { heatmapSchema, seriesSchema } from "./series.ts";

const query = rangeQuerySchema;

/** The calls behind charts and dashboards. */
export const DASHBOARD_CALLS = [
  {
    path: "/series",
    summary: "Rate, errors and latencies over time, of a service, operation, chain, step or queue",
    query: seriesQuerySchema,
    answer: seriesSchema,
  },
  { path: "/heatmap", summary: "How many took how long, over time", query: seriesQuerySchema, answer: heatmapSchema },
  {
    path: "/behind",
    summary: "What lies behind a box on a heatmap, and what sets it apart",
    query: behindQuerySchema,
    answer: behindSchema,
  },
  { path: "/kpis", summary: "The four figures, with the period before", query, answer: kpisSchema },
  { path: "/coverage", summary: "How good the tracing itself is, and what to mend", query, answer: coverageSchema },
  { path: "/markers", summary: "Deploy and incident lines for the charts, newest first", query, answer: markerPageSchema },
  { path: "/markers", summary: "Draw a line: a deploy, an incident", body: markerBodySchema, answer: markerSchema },
  { path: "/chains", summary: "The chains as cards", query, answer: chainCardsSchema },
  { path: "/chains/{chainId}", summary: "One chain: steps, waits, funnel, objective", query, answer: chainDashboardSchema },
  { path: "/services", summary: "Services: rate, errors, duration", query, answer: serviceRowsSchema },
  {
    path: "/service",
    summary: "One service: operations, dependencies, databases, queues",
    query: serviceQuerySchema,
    answer: serviceDashboardSchema,
  },
  { path: "/dependencies", summary: "Who calls whom, how often and how well", query, answer: dependenciesSchema },
  { path: "/changes", summary: "What got worse or better, with how sure", query, answer: changesSchema },
  { path: "/incidents", summary: "Reaction times by chain, cause and hour of week", query: incidentsQuerySchema, answer: incidentsSchema },
];
