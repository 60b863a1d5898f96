import type { Clock, Ms } from "../../base/time.ts";

export interface ScanOptions {
  readonly clock: Clock;
  /** How far back the first scan begins. */
  readonly historyMs: Ms;
  /** Spans that come later than this after their own time may be missed by scans; asked for by id they are there. */
  readonly latenessMs: Ms;
  /** The newest window that Tempo's search hides (`query_end_cutoff`). */
  readonly hiddenMs: Ms;
  /** From a span's arrival until a search may find it: Tempo gathers a trace for some seconds before it writes it. */
  readonly settleMs: Ms;
  /** Between two looks for new traces. */
  readonly sweepEveryMs: Ms;
  /** Between two looks for late ones, over two minutes; over the whole lateness eight times as long. */
  readonly fullSweepEveryMs: Ms;
  /** Traces of one answer of a scan: full ones halve the window. */
  readonly tracesAnAnswer: number;
}

export const SCAN_DEFAULTS = {
  historyMs: 7 * 86_400_000,
  latenessMs: 600_000,
  hiddenMs: 30_000,
  settleMs: 15_000,
  sweepEveryMs: 1_500,
  fullSweepEveryMs: 30_000,
  tracesAnAnswer: 1_000,
} as const satisfies Omit<ScanOptions, "clock">;
