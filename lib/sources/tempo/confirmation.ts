import type { Ms, UnixMs } from "../../base/time.ts";

/**
 * A past that is read for the first time may still be on its way into Tempo: what was exported a moment ago is found some seconds later,
 * whatever its own time is. So once read, it is counted again, until a while has passed and two counts in a row brought nothing:
 *
 *     from |--------- read ---------|  now        +5 s: 40 more traces        …  +45 s: none, +50 s: none → confirmed
 *
 * Until then cursor and `scannedUpTo` stay at its beginning: a restart reads it anew, and nobody believes that all of it is there.
 */
export interface Confirmation {
  /** Where the unconfirmed begins, in seconds; null: everything is confirmed. */
  from(): number | null;
  /** A first reading begins there. */
  begin(fromS: number, now: UnixMs): void;
  /** A stretch of the first reading held so many traces. */
  counted(fromS: number, traces: number): void;
  /** Of a count in a later pass: those that begin before the first reading did. */
  found(starts: readonly number[]): void;
  /** A pass could not be made: it does not count. */
  missed(): void;
  /** The reading stands at the present: true where it has to go back once more. */
  goesBack(now: UnixMs): boolean;
}

/** So many can be told from new ones without being read again (`given-traces.ts` remembers twice as many); older ones are not counted twice. */
const MOST_TRACES = 100_000;
const EVERY_MS = 5_000;
const QUIET_PASSES = 2;
/** A trace that grows for hours would be news for ever. */
const LONGEST_MS = 180_000;

export function createConfirmation({ visibleAfterMs }: { readonly visibleAfterMs: Ms }): Confirmation {
  let stretches: { readonly fromS: number; readonly traces: number }[] = [];
  let total = 0;
  let fromS: number | null = null;
  let beganAt = 0;
  let passAt: number | null = null; // when the pass that is under way began
  let nextAt: number | null = null; // null: the present was not reached yet
  let news = 0;
  let quiet = 0;
  return {
    from: () => fromS,
    begin(from, now) {
      fromS = from;
      beganAt = now;
      stretches = [];
      total = news = quiet = 0;
      passAt = null;
      nextAt = null;
    },
    counted(from, traces) {
      if (fromS === null || passAt !== null) return;
      stretches.push({ fromS: from, traces });
      total += traces;
      while (stretches.length > 1 && total > MOST_TRACES) total -= stretches.shift()!.traces;
      fromS = Math.max(fromS, stretches[0]!.fromS);
    },
    found(starts) {
      const before = (beganAt - visibleAfterMs) / 1_000;
      if (passAt !== null) news += starts.filter((start) => start < before).length;
    },
    missed() {
      passAt = null;
    },
    goesBack(now) {
      if (fromS === null) return false;
      if (passAt !== null) {
        quiet = news === 0 ? quiet + 1 : 0;
        if ((quiet >= QUIET_PASSES && passAt - beganAt >= visibleAfterMs) || now - beganAt > LONGEST_MS) fromS = null;
        // A pass that took long is not at once repeated.
        nextAt = now + Math.max(EVERY_MS, now - passAt);
        passAt = null;
        return false;
      }
      // What was counted a moment ago needs time to be followed by more, and is given meanwhile; a past so short that it was not counted begins with a pass.
      nextAt ??= stretches.length > 0 ? now + EVERY_MS : now;
      if (now < nextAt) return false;
      passAt = now;
      news = 0;
      return true;
    },
  };
}
