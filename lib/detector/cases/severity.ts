import { SEVERITIES, type Severity } from "./case.ts";
import type { Hang } from "./hanging.ts";

/** Below this share of passes seen, a missing step is as likely a lost span as a hung order. */
const DOUBTFUL_BELOW = 0.9;

/**
 * Who should get up, and when:
 *   critical  many orders are hit and their work is not done: a systemic stuck step, a silent service, a chain without its orders
 *   major     many end in errors (somebody was told so), or an order is stuck and it cannot be said whether it is alone
 *   minor     one order alone; a request without an order; a step that is known to leave no trace often
 */
export function severityOf(hang: Hang): Severity {
  if (hang.kind !== "execution") return "critical";
  const { state, confidence } = hang.verdict;
  const { isolated } = hang;
  if (hang.passing || (confidence !== null && confidence < DOUBTFUL_BELOW)) return "minor";
  if (isolated === false) return state === "stuck" ? "critical" : "major";
  return isolated === null && state === "stuck" ? "major" : "minor";
}

export const isWorse = (one: Severity, other: Severity): boolean => SEVERITIES.indexOf(one) > SEVERITIES.indexOf(other);
