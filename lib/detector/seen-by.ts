import { MINUTE_MS, type Ms, type UnixMs, unixMs } from "../base/time.ts";
import type { Chain } from "../chains/definition.ts";
import type { Delivery, Execution, StepSighting } from "../chains/execution.ts";

/**
 * What of an execution's facts had arrived by then:
 *
 *   steps     api-user ── mes-api ── rabbitmq ── crm-api ── crm-db
 *   arrived    14:00:01   14:00:01   14:00:01    14:52      14:52
 *   at 14:10      ●          ●          ●          –          –
 */

/**
 * What arrives later than this after its end was not late on its way: it was read as history, or after an outage. Then its end is taken for its
 * arrival, as if it had been watched (the judging of history goes by event time too).
 */
export const ARRIVES_WITHIN_MS: Ms = 15 * MINUTE_MS;

export const arrivalOf = ({ endMs, seenAt }: Pick<Delivery, "endMs" | "seenAt">): UnixMs =>
  seenAt - endMs > ARRIVES_WITHIN_MS ? endMs : seenAt;

/** Null where nothing of it had arrived. The facts of a step are those of its deliveries that had. */
export function seenBy(execution: Execution, chain: Chain, at: UnixMs): Execution | null {
  const steps = execution.steps.map((seen, index) => (seen === null ? null : sightingBy(seen, chain.steps[index]?.role ?? "work", at)));
  const kept = steps.flatMap((seen) => (seen === null ? [] : seen.deliveries));
  const deadLetter = execution.deadLetter !== null && arrivalOf(execution.deadLetter) <= at ? execution.deadLetter : null;
  if (kept.length === 0 && deadLetter === null) return null;
  const traceIds = new Set(kept.map((one) => one.traceId));
  if (deadLetter !== null) traceIds.add(deadLetter.traceId);
  const { message, rootEndedMs } = execution;
  return {
    ...execution,
    steps,
    deadLetter,
    message: message !== null && kept.some((one) => one.spanId === message.spanId) ? message : null,
    traceIds: execution.traceIds.filter((id) => traceIds.has(id)),
    startedMs: kept.length === 0 ? execution.startedMs : unixMs(Math.max(execution.startedMs, Math.min(...kept.map((one) => one.startMs)))),
    lastActivityMs: unixMs(Math.max(deadLetter?.endMs ?? 0, ...kept.map((one) => one.endMs))),
    rootEndedMs: rootEndedMs !== null && rootEndedMs <= at ? rootEndedMs : null,
    witnesses: execution.witnesses.filter((one) => one.atMs <= at),
    sampling: execution.sampling.filter((one) => one.atMs <= at),
  };
}

function sightingBy(seen: StepSighting, role: Chain["steps"][number]["role"], at: UnixMs): StepSighting | null {
  const deliveries = seen.deliveries.filter((one) => arrivalOf(one) <= at);
  if (deliveries.length === seen.deliveries.length) return seen;
  const last = deliveries.at(-1);
  if (last === undefined) return null;
  const deciding = deliveries.find((one) => one.spanId === seen.spanId && one.traceId === seen.traceId) ?? last;
  const atStart = role === "server" || role === "consume" || role === "caller";
  const reachedMs = atStart ? deliveries[0]!.startMs : deciding.endMs;
  const nextClockMs = role === "consume" ? last.startMs : reachedMs;
  return { ...seen, ...deciding, deliveries, reachedMs, nextClockMs };
}

/** The moments at which something of it arrived, in order. */
export function arrivalsOf(execution: Execution): readonly UnixMs[] {
  const times = new Set<UnixMs>();
  for (const seen of execution.steps) for (const one of seen?.deliveries ?? []) times.add(arrivalOf(one));
  if (execution.deadLetter !== null) times.add(arrivalOf(execution.deadLetter));
  return [...times].sort((a, b) => a - b);
}
