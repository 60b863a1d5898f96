import type { UnixMs } from "../base/time.ts";

/** Passes through everything that is not done, in pieces. */
export interface Sweep {
  at: number;
  /** Much has been read at once: everything may be judged anew. Owed until a whole pass is made. */
  owed: boolean;
  wholeAt: number;
  cursor: string | undefined;
  /** When it was last looked for what hangs and is no execution. */
  alarmsAt: number;
  /** When people's words on false alarms were last read. */
  learntAt: number;
  /** What hangs, by step, as counted so far in this pass. */
  hanging: Map<string, UnixMs[]>;
}

export const createSweep = (): Sweep => ({
  at: Number.NEGATIVE_INFINITY,
  owed: false,
  wholeAt: Number.NEGATIVE_INFINITY,
  cursor: undefined,
  alarmsAt: Number.NEGATIVE_INFINITY,
  learntAt: Number.NEGATIVE_INFINITY,
  hanging: new Map(),
});
