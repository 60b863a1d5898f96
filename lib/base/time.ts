import type { Brand } from "./brand.ts";

/** Nanoseconds since 1970-01-01 UTC. A bigint: a double is exact only to 104 days of nanoseconds. */
export type UnixNs = Brand<bigint, "UnixNs">;
/** Milliseconds since 1970-01-01 UTC, fractions allowed (exact to about 0.25 µs until 2100). */
export type UnixMs = Brand<number, "UnixMs">;
/** A length of time in milliseconds. */
export type Ms = number;
/** A length of time, or an offset within one trace, in nanoseconds. */
export type Ns = number;

/** The only way to the present below the pipeline: given, never read. */
export type Clock = () => UnixMs;

export const SECOND_MS = 1_000;
export const MINUTE_MS = 60_000;
export const HOUR_MS = 3_600_000;

export const unixNs = (value: bigint): UnixNs => value as UnixNs;
export const unixMs = (value: number): UnixMs => value as UnixMs;

/** Splits before dividing: whole milliseconds exactly, the rest as a fraction. */
export const nsToMs = (ns: UnixNs): UnixMs => unixMs(Number(ns / 1_000_000n) + Number(ns % 1_000_000n) / 1e6);
export const msToNs = (ms: UnixMs): UnixNs => {
  const whole = Math.floor(ms);
  return unixNs(BigInt(whole) * 1_000_000n + BigInt(Math.round((ms - whole) * 1e6)));
};
