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
import { addressOf, type Span } from "./addresses.ts";
import type { Period } from "./view.ts";

/** While a new period is asked for, the old one stays on screen: nothing jumps. null: nothing to ask. */
function useAsked<T>(address: string | null) {
  return useQuery({
    queryKey: ["dash", address],
    queryFn: ({ signal }) => ask<T>(address ?? "", signal),
    placeholderData: keepPreviousData,
    staleTime: 15_000,
    enabled: address !== null,
  });
}

type Stepped = Pick<Period, "from" | "to" | "step">;

export const useKpis = (period: Span) => useAsked<KpisDto>(addressOf.kpis(period));
export const useChainCards = (period: Span) => useAsked<ChainCardsDto>(addressOf.chainCards(period));
export const useChain = (id: string, period: Span) => useAsked<ChainDashboardDto>(addressOf.chain(id, period));
export const useServices = (period: Span) => useAsked<ServiceRowsDto>(addressOf.services(period));
export const useService = (name: string, period: Span) => useAsked<ServiceDashboardDto>(addressOf.service(name, period));
export const useDependencies = (period: Span) => useAsked<DependenciesDto>(addressOf.dependencies(period));
export const useChanges = (period: Span) => useAsked<ChangesDto>(addressOf.changes(period));
export const useIncidents = (period: Span, tzMinutes: number) => useAsked<IncidentsDto>(addressOf.incidents(period, tzMinutes));
export const useCoverage = (period: Span) => useAsked<CoverageDto>(addressOf.coverage(period));
export const useMarkers = (period: Span) => useAsked<MarkerPageDto>(addressOf.markers(period));
export const useSeries = (scope: string, period: Stepped | null) => useAsked<SeriesDto>(period && addressOf.series(scope, period));
export const useHeatmap = (scope: string, period: Stepped) => useAsked<HeatmapDto>(addressOf.heatmap(scope, period));
export const useBehind = (scope: string, box: Box | null) => useAsked<BehindDto>(box && addressOf.behind(scope, box));
