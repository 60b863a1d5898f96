import { type UnixMs, unixMs } from "../base/time.ts";
import { ALLOWED_LATENESS_MS } from "../detector/context.ts";
import { keptShareOf } from "../detector/sampling.ts";
import { type ServiceRecord, type ServiceView, viewOf, wasDown, wordsOn } from "../detector/service-record.ts";
import { instanceKey } from "../trace/clock-observations.ts";
import { offsetsAt } from "./clock-book.ts";
import type { Machine } from "./machine.ts";
import { createTally, readRates, type ScanTally } from "./scan-tally.ts";
import type { PipelineStatus, ScanFigures, ServiceStatus } from "./status.ts";

/** What is shown of one service at most: a page, not an archive. */
const MOST_GAPS = 50;

export function reportStatus(machine: Machine): PipelineStatus {
  const now = machine.clock();
  return {
    caughtUp: machine.caughtUp,
    waitingOrders: machine.work.waiting.size,
    unmatched: machine.unmatched.reasons,
    sources: machine.sources.map(({ id }) => {
      const state = machine.progress.get(id);
      const scannedUpTo = state?.scannedUpTo ?? null;
      return {
        sourceId: id,
        state: !state?.lastError ? "ok" : state.failures > 2 ? "failed" : "degraded",
        lastError: state?.lastError ?? null,
        scannedUpTo,
        lagMs: scannedUpTo === null ? null : Math.max(0, now - scannedUpTo),
        warnings: state?.warnings ?? [],
        lastFailure: state?.lastFailure ?? null,
        failedScans: state?.failures ?? 0,
        nextScanAt: state && state.failures > 0 ? unixMs(state.retryAt) : null,
        scan: figuresOf(state?.tally ?? createTally(), now),
      };
    }),
    services: reportServices(machine, now),
  };
}

const figuresOf = (tally: ScanTally, now: UnixMs): ScanFigures => {
  const { recent: _, ...totals } = tally;
  return { ...totals, ...readRates(tally, now) };
};

function reportServices(machine: Machine, now: UnixMs): readonly ServiceStatus[] {
  const offsets = offsetsAt(machine.clocks, machine.knowledge.newestMs);
  return [...machine.knowledge.services.values()]
    .filter((record) => record.instances.size > 0)
    .sort((a, b) => (a.service < b.service ? -1 : 1))
    .map((record) => {
      const view = viewOf(record);
      return {
        service: record.service,
        watermark: view.heardUpTo,
        instances: [...record.instances.values()].map(({ id, newestMs }) => ({
          id,
          watermark: Number.isFinite(newestMs) ? newestMs : null,
          offsetMs: offsets.get(instanceKey(record.service, id === "" ? null : id)) ?? null,
          live: view.live.has(id),
        })),
        gaps: [
          ...view.silences
            .filter((silence) => silence.instance !== null || !wasDown(silence))
            .slice(-MOST_GAPS)
            .map(({ from, to, instance }) => ({ from, to, instance })),
          ...lastingGap(record, now),
        ],
        noticedAfterMs: view.whole?.rhythm.gapMs ?? null,
        sampled: lastSampling(view),
      };
    });
}

/** A silence that nobody's span has ended yet, longer than the service's habit allows; not one in which callers say that it is down. */
function lastingGap(record: ServiceRecord, now: UnixMs): readonly { readonly from: UnixMs; readonly to: null; readonly instance: null }[] {
  const { whole } = viewOf(record);
  if (whole === null || now - record.newestMs <= whole.rhythm.gapMs + ALLOWED_LATENESS_MS) return [];
  const silence = { from: record.newestMs, to: now };
  return wasDown(wordsOn(record, silence)) ? [] : [{ from: record.newestMs, to: null, instance: null }];
}

function lastSampling({ sampled }: ServiceView): ServiceStatus["sampled"] {
  const last = sampled.at(-1);
  return last ? { from: last.from, to: last.to, keptShare: keptShareOf(last.threshold) } : null;
}
