import { type Ms, SECOND_MS, type UnixMs, unixMs } from "../base/time.ts";
import { type CaseChange, type CaseEvent, type CaseRecord, SEVERITIES, type Severity } from "../detector/cases/case.ts";
import type { CatchUpSummary } from "../detector/cases/catch-up.ts";
import type { OutboxEntry } from "../store/case-store.ts";
import type { Route } from "./routes.ts";

/** What happened, as it waits in the outbox to be gathered with its like. */
export type Signal =
  | { readonly kind: "hangs" | "worse" | "over"; readonly caseId: string; readonly severity: Severity; readonly at: UnixMs }
  | { readonly kind: "caught-up"; readonly summary: CatchUpSummary };

/** Cases of one fault come within moments of each other: they are waited for. */
const GATHER_MS: Ms = 3 * SECOND_MS;

/** The pipeline's `tell`: signals of the changes, for each route that wants them, in the changes' own transaction. */
export const signalChanges =
  (routes: readonly Route[]) =>
  (changes: readonly CaseChange[]): readonly OutboxEntry[] =>
    changes.flatMap(({ record, events }) =>
      events.flatMap((event) => {
        const kind = kindOf(event, record);
        if (kind === null) return [];
        const signal: Signal = { kind, caseId: record.id, severity: record.severity, at: event.at };
        return routes
          .filter((route) => wants(route, record))
          .map((route) => ({
            dedupeKey: JSON.stringify([route.id, record.id, record.version, kind]),
            route: route.id,
            groupId: record.group.id,
            payload: JSON.stringify(signal),
            nextAt: unixMs(event.at + GATHER_MS),
          }));
      }),
    );

/** One summary for each route, after an outage of the trace backend or of Loupe (DOMAIN rule 10). */
export const signalSummary =
  (routes: readonly Route[]) =>
  (summary: CatchUpSummary): readonly OutboxEntry[] =>
    // The very first start finds all of the past: no outage, nothing to tell.
    summary.from === null || summary.opened + summary.closed === 0
      ? []
      : routes.map((route) => ({
          dedupeKey: JSON.stringify([route.id, "caught-up", summary.to]),
          route: route.id,
          groupId: null,
          payload: JSON.stringify({ kind: "caught-up", summary } satisfies Signal),
          nextAt: summary.to,
        }));

/** What was found while catching up is in the summary; that it is over is told of what was told. */
function kindOf({ kind }: CaseEvent, record: CaseRecord): "hangs" | "worse" | "over" | null {
  switch (kind) {
    case "opened":
      return record.silently ? null : "hangs";
    case "reopened":
    case "woken":
      return "hangs";
    case "changed":
      return "worse";
    case "recovered":
    case "resolved":
      return record.silently && record.notifiedAt === null ? null : "over";
    default:
      return null;
  }
}

export function wants(route: Route, record: CaseRecord): boolean {
  const { chainId, kind, severity, verdict } = record;
  return (
    (route.chains?.includes(chainId) ?? true) &&
    (route.kinds?.includes(kind) ?? true) &&
    (route.causes === undefined || (verdict.cause !== null && route.causes.includes(verdict.cause))) &&
    SEVERITIES.indexOf(severity) >= SEVERITIES.indexOf(route.severity) &&
    (route.confidence === undefined || verdict.confidence === null || verdict.confidence >= route.confidence)
  );
}
