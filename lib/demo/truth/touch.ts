import type { Calendar, Period } from "../calendar.ts";
import type { ExecutionStory } from "../operation.ts";
import type { PeriodKind } from "../scenarios.ts";
import type { ServiceName } from "../services.ts";

/** A wait for a step that did not come, or that nobody saw: whose telemetry bears on it, and when. */
export interface Awaited {
  readonly service: ServiceName;
  readonly fromMs: number;
  readonly toMs: number;
}

/** The † periods that an execution ran into: with its own work, or with what was waited for. */
export function touchOf(story: ExecutionStory, awaited: Awaited | null, calendar: Calendar): ReadonlySet<PeriodKind> {
  const found = new Set<PeriodKind>(story.hindered);
  for (const o of story.operations) {
    for (const period of calendar.overlapping(o.instance.service, o.startMs, o.endMs)) {
      if (isTelemetry(period) && (period.instanceId === null || period.instanceId === o.instance.id)) found.add(period.kind);
    }
  }
  if (awaited) {
    for (const period of calendar.overlapping(awaited.service, awaited.fromMs, awaited.toMs)) {
      if (period.kind !== "backlog") found.add(period.kind);
    }
  }
  return found;
}

const isTelemetry = (period: Period): boolean => period.kind !== "backlog" && period.kind !== "service-down";

/** How surely a silent stretch falls into a window: an observer knows a gap's edges no better than from heartbeat to heartbeat. */
export type Overlap = "none" | "edge" | "sure";

export const EDGE_MS = 12_000;

export function silenceDuring(calendar: Calendar, awaited: Awaited): Overlap {
  let answer: Overlap = "none";
  for (const p of calendar.overlapping(awaited.service, awaited.fromMs - EDGE_MS, awaited.toMs + EDGE_MS)) {
    if (p.kind !== "exporter-silent") continue;
    const inside = Math.min(p.toMs, awaited.toMs) - Math.max(p.fromMs, awaited.fromMs);
    if (inside >= 2 * EDGE_MS) return "sure";
    answer = "edge";
  }
  return answer;
}

export const sampledDuring = (calendar: Calendar, { service, fromMs, toMs }: Awaited): boolean =>
  calendar.overlapping(service, fromMs, toMs).some((p) => p.kind === "sampled");
