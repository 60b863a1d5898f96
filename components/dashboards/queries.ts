"use client";

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import type { CoverageDto } from "#lib/contract/coverage";
import type {
  BehindDto,
  ChainCardsDto,
  ChainDashboardDto,
  ChangesDto,
  DependenciesDto,
  IncidentsDto,
  ServiceDashboardDto,
  ServiceRowsDto,
} from "#lib/contract/dashboards";
import type { KpisDto } from "#lib/contract/kpis";
import type { MarkerPageDto } from "#lib/contract/marker";
import type { HeatmapDto, SeriesDto } from "#lib/contract/series";
import type { Box } from "#lib/layout/charts/box";
import { ask } from "../ui/ask.ts";
import type { Period } from "./view.ts";

export interface Span {
  readonly from: number;
  readonly to: number;
}

const iso = (ms: number): string => new Date(ms).toISOString();

/** While a new period is asked for, the old one stays on screen: nothing jumps. */
function useAsked<T>(path: string, params: Readonly<Record<string, string>>, enabled = true) {
  const query = `${path}?${new URLSearchParams(params)}`;
  return useQuery({
    queryKey: ["dash", query],
    queryFn: ({ signal }) => ask<T>(query, signal),
    placeholderData: keepPreviousData,
    staleTime: 15_000,
    enabled,
  });
}

const span = ({ from, to }: Span) => ({ from: iso(from), to: iso(to) });

export const useKpis = (period: Span) => useAsked<KpisDto>("/api/v1/kpis", span(period));
export const useChainCards = (period: Span) => useAsked<ChainCardsDto>("/api/v1/chains", span(period));
export const useChain = (id: string, period: Span) => useAsked<ChainDashboardDto>(`/api/v1/chains/${encodeURIComponent(id)}`, span(period));
export const useServices = (period: Span) => useAsked<ServiceRowsDto>("/api/v1/services", span(period));
export const useService = (name: string, period: Span) => useAsked<ServiceDashboardDto>("/api/v1/service", { name, ...span(period) });
export const useDependencies = (period: Span) => useAsked<DependenciesDto>("/api/v1/dependencies", span(period));
export const useChanges = (period: Span) => useAsked<ChangesDto>("/api/v1/changes", span(period));
export const useIncidents = (period: Span, tzMinutes: number) =>
  useAsked<IncidentsDto>("/api/v1/incidents", { ...span(period), tz: String(tzMinutes) });
export const useCoverage = (period: Span) => useAsked<CoverageDto>("/api/v1/coverage", span(period));
export const useMarkers = (period: Span) => useAsked<MarkerPageDto>("/api/v1/markers", span(period));

export const useSeries = (scope: string, period: Pick<Period, "from" | "to" | "step"> | null) =>
  useAsked<SeriesDto>("/api/v1/series", period ? { scope, ...span(period), step: String(period.step) } : { scope }, period !== null);

export const useHeatmap = (scope: string, period: Pick<Period, "from" | "to" | "step">) =>
  useAsked<HeatmapDto>("/api/v1/heatmap", { scope, ...span(period), step: String(period.step) });

export const useBehind = (scope: string, box: Box | null) =>
  useAsked<BehindDto>(
    "/api/v1/behind",
    box ? { scope, ...span(box), minMs: String(box.lowMs), ...(box.highMs !== Infinity && { maxMs: String(box.highMs) }) } : { scope },
    box !== null,
  );
