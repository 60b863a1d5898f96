import type { TraceId } from "../trace/span.ts";

/**
 * Consistent probability sampling (OpenTelemetry `tracestate`, `ot=th:…`): the threshold is a 56-bit fraction, trailing zeros left out;
 * a trace is kept where the last 56 bits of its id, read as a number, are not below it. `th:c` is 0xc0000000000000: one in four kept.
 */
const DIGITS = 14;
const RANGE = 2 ** 56;

/** The threshold of a `tracestate`, as 14 hex digits; null where it states none. */
export function readThreshold(traceState: string | null): string | null {
  if (traceState === null) return null;
  for (const member of traceState.split(",")) {
    const text = member.trim();
    if (!text.startsWith("ot=")) continue;
    for (const field of text.slice(3).split(";")) {
      if (!field.startsWith("th:")) continue;
      const digits = field.slice(3).toLowerCase();
      if (/^[0-9a-f]{1,14}$/.test(digits)) return digits.padEnd(DIGITS, "0");
    }
  }
  return null;
}

/** Hex digits of equal length compare as text as they do as numbers: no rounding. */
export const isKept = (traceId: TraceId, threshold: string): boolean => traceId.slice(-DIGITS) >= threshold;

export const keptShareOf = (threshold: string): number => 1 - Number.parseInt(threshold, 16) / RANGE;
