import type { Ms } from "../../base/time.ts";
import type { WindowWish } from "./read-window.ts";

/**
 * A span is exported when it ends, and found by its start: one that took a minute is looked for by the layers of re-reading
 * (`scan-cursor.ts`) a minute ago, which is read seldom. But Jaeger can be asked for spans by what they took, and such are few:
 *
 *   took            began within the last
 *   4 s – 20 s      30 s
 *   20 s – 110 s    2 min
 *   110 s –         10 min (the configured lateness)
 *
 * So a span is found within seconds of its export if it took long or was exported at most 10 s after its start (exporters wait up to 5 s).
 * This is for speed alone: what it misses, or a storage that cannot be asked so, is the layers' business.
 */
const EVERY_MS: Ms = 3_000;
const QUESTIONS = [
  { tookMs: 4_000, lessThanMs: 20_000, backMs: 30_000 },
  { tookMs: 20_000, lessThanMs: 110_000, backMs: 120_000 },
  { tookMs: 110_000, lessThanMs: undefined, backMs: Number.POSITIVE_INFINITY },
];

export interface SlowSpans {
  /** What to ask at `now`, by the scanner's clock; nothing while the last time is near. */
  due(now: number): readonly WindowWish[];
  /** The storage refuses to be asked so. */
  giveUp(): void;
}

export function createSlowSpans(latenessMs: Ms): SlowSpans {
  let askedAt = Number.NEGATIVE_INFINITY;
  let refused = false;
  return {
    due(now) {
      if (refused || Math.abs(now - askedAt) < EVERY_MS) return [];
      askedAt = now;
      return QUESTIONS.filter(({ tookMs }) => tookMs < latenessMs).map(({ tookMs, lessThanMs, backMs }) => ({
        service: null,
        fromUs: Math.max(0, Math.floor((now - Math.min(backMs, latenessMs)) * 1_000)),
        // What began later cannot have taken so long.
        toUs: Math.floor((now - tookMs) * 1_000),
        tookMs,
        lessThanMs,
        background: true,
      }));
    },
    giveUp() {
      refused = true;
    },
  };
}
