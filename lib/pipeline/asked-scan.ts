import type { Result } from "../base/result.ts";
import type { Ms, UnixMs } from "../base/time.ts";
import type { ScanBatch, SourceFailure } from "../sources/source.ts";

/** A scan that is under way, or answered and not taken yet. */
export interface AskedScan {
  readonly answer: Promise<ScanAnswer>;
  readonly askedAt: UnixMs;
  /** By a clock that nobody sets. */
  readonly begunMs: Ms;
}

export interface ScanAnswer {
  readonly scanned: Result<ScanBatch, SourceFailure>;
  readonly askedMs: Ms;
}
