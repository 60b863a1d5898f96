import type { UnixMs } from "../base/time.ts";
import { unixMs } from "../base/time.ts";
import type { Severity } from "../detector/cases/case.ts";
import { isWorse } from "../detector/cases/severity.ts";

/** `hangs`: the first word of a group; `update`: it grew or became worse; `over`: nothing of it hangs any more. */
export type Phase = "hangs" | "update" | "over";

/** What a message said of its group, kept with it. */
export interface Told {
  readonly phase: Phase;
  readonly at: UnixMs;
  readonly count: number;
  readonly severity: Severity;
}

export type Decision = { readonly say: Phase } | { readonly wait: UnixMs } | { readonly say: null };

/**
 * What is to be said of a group now, given what was said last.
 *
 *   nothing said, it hangs          → hangs
 *   said, twice as many, or worse   → update, at once
 *   said, and more or fewer         → update, when the last word is `everyMs` old
 *   said, nothing hangs any more    → over
 */
export function decide(
  last: Told | null,
  hanging: { readonly count: number; readonly severity: Severity },
  now: UnixMs,
  everyMs: number,
): Decision {
  const told = last !== null && last.phase !== "over" ? last : null;
  if (hanging.count === 0) return { say: "over" };
  if (told === null) return { say: "hangs" };
  if (isWorse(hanging.severity, told.severity) || hanging.count >= told.count * 2) return { say: "update" };
  if (now - told.at < everyMs) return { wait: unixMs(told.at + everyMs) };
  return { say: hanging.count === told.count ? null : "update" };
}
