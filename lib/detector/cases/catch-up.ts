import { type Ms, type UnixMs, unixMs } from "../../base/time.ts";

/**
 * Rule 10: after an outage (Loupe was not there, a backend could not be asked) what hung meanwhile is found all at once. Cases open silently until
 * everything has been read and judged twice; then one summary is told. A short pause, a restart, is none: nothing that hangs may go untold.
 */
export interface CatchUp {
  /** Null while catching up. */
  liveSince: UnixMs | null;
  /** From when on things were missed. Null: from the beginning of all that is kept. */
  from: UnixMs | null;
  failingSince: UnixMs | null;
  opened: number;
  closed: number;
  /** Rounds in a row in which nothing was waiting any more. */
  quiet: number;
}

export interface CatchUpSummary {
  readonly from: UnixMs | null;
  readonly to: UnixMs;
  /** Of those opened then, and of those that were open before and have gone on. */
  readonly opened: number;
  readonly closed: number;
}

/** Shorter than a hard deadline with its lateness: what hung then is found as soon as ever. */
export const OUTAGE_MS: Ms = 5 * 60_000;
/** Two strikes, and the sweep that follows much reading. */
const QUIET_ROUNDS = 3;

/** `aliveAt`: when Loupe last said of itself that it watched; null at the very first start. */
export function createCatchUp(aliveAt: UnixMs | null, now: UnixMs): CatchUp {
  const live = aliveAt !== null && Math.abs(now - aliveAt) <= OUTAGE_MS;
  return { liveSince: live ? aliveAt : null, from: aliveAt, failingSince: null, opened: 0, closed: 0, quiet: 0 };
}

/** Before each evaluation. `failing`: some source cannot be asked now. */
export function noteSources(state: CatchUp, failing: boolean, now: UnixMs): void {
  if (failing) {
    state.failingSince ??= now;
    return;
  }
  if (state.failingSince === null) return;
  const since = state.failingSince;
  state.failingSince = null;
  if (now - since < OUTAGE_MS || state.liveSince === null) return;
  Object.assign(state, { liveSince: null, from: since, opened: 0, closed: 0, quiet: 0 });
}

/** After each evaluation. `waiting`: something is unread, unmatched, or was said once only. Answers the summary when it ends. */
export function noteRound(state: CatchUp, waiting: boolean, opened: number, closed: number, now: UnixMs): CatchUpSummary | null {
  if (state.liveSince !== null) return null;
  state.opened += opened;
  state.closed += closed;
  state.quiet = waiting || state.failingSince !== null ? 0 : state.quiet + 1;
  if (state.quiet < QUIET_ROUNDS) return null;
  state.liveSince = unixMs(now);
  return { from: state.from, to: now, opened: state.opened, closed: state.closed };
}
