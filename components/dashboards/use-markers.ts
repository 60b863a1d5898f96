"use client";

import type { ChartMarker } from "../charts/marker-lines.tsx";
import type { Span } from "./addresses.ts";
import { useMarkers } from "./queries.ts";

/** An incident is told from a release by how people write of one; the contract has one kind of line. */
const INCIDENT = /incident|outage|инцидент|авари|сбо[йея]/i;

/** Releases and incidents as lines; those of one service only where they concern it. */
export function useChartMarkers(period: Span, services: readonly string[] | null = null): readonly ChartMarker[] {
  const { data } = useMarkers(period);
  return (data?.items ?? [])
    .filter((marker) => services === null || marker.service === null || services.includes(marker.service))
    .map(({ id, at, text }) => ({ id, at: Date.parse(at), text, kind: INCIDENT.test(text) ? ("incident" as const) : ("deploy" as const) }));
}
