import type { Clock, Ms } from "../../base/time.ts";
import type { BreakerState } from "./http-client.ts";

/**
 * A backend that is down is not asked by everybody at once:
 *
 *   closed ──(failures in a row)──▶ open ──(openMs)──▶ half-open: one question ──good──▶ closed
 *                                    ▲                                      └───bad──▶ open, twice as long (up to 8×)
 */
export interface CircuitBreaker {
  /** How long to wait; 0: ask. In half-open one caller gets 0 until it reports. */
  admit(): Ms;
  report(outcome: "good" | "bad" | "unknown"): void;
  state(): BreakerState;
}

const LONGEST = 8;

export function createCircuitBreaker({ failures, openMs }: { failures: number; openMs: Ms }, clock: Clock): CircuitBreaker {
  let inARow = 0;
  let openUntil: number | null = null;
  let factor = 1;
  let probing = false;
  return {
    admit() {
      if (openUntil === null) return 0;
      const left = openUntil - clock();
      if (left > 0) return left;
      if (probing) return openMs;
      probing = true;
      return 0;
    },
    report(outcome) {
      const wasProbe = probing;
      probing = false;
      if (outcome === "good") {
        inARow = 0;
        openUntil = null;
        factor = 1;
      } else if (outcome === "bad") {
        inARow++;
        if (wasProbe) factor = Math.min(LONGEST, factor * 2);
        if (wasProbe || (openUntil === null && inARow >= failures)) openUntil = clock() + openMs * factor;
      }
    },
    state: () => (openUntil === null ? "closed" : openUntil > clock() ? "open" : "half-open"),
  };
}
