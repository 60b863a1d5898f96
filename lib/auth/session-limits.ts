import { MINUTE_MS, type Ms, type UnixMs } from "../base/time.ts";
import type { SessionRow } from "../store/auth-store.ts";
import type { SessionLimits } from "./config.ts";

/** Clocks of several replicas differ by seconds; more was a clock set wrong, and what it wrote limits nothing. */
const SKEW_MS: Ms = 5 * MINUTE_MS;

/** Why a session is over by its row alone; null: it is not. */
export function whyOver(row: SessionRow, limits: SessionLimits, now: UnixMs): string | null {
  if (now - row.createdAt > limits.absoluteMs) return "absolute limit";
  if (now - row.lastSeenAt > limits.idleMs) return "idle limit";
  if (Math.max(row.createdAt, row.lastSeenAt) - now > SKEW_MS) return "began in the future";
  return null;
}
