import { createHash } from "node:crypto";
import type { Chain } from "../../chains/definition.ts";
import type { JudgedExecution } from "../judgement.ts";
import type { Cause } from "../verdict.ts";
import type { Alarm, GroupMark } from "./case.ts";

/** Rule 9: chain, step, queue, consumer version and error fingerprint; and whether something failed or never came. */
export function markExecution({ execution, judgement }: JudgedExecution, chain: Chain): GroupMark {
  const index = chain.steps.findIndex((step) => step.id === judgement.stepId);
  const step = chain.steps[index];
  const failed = manner(judgement.cause) === "failing";
  // A step that encloses others may have failed because of them: whoever failed says why.
  const seen = execution.steps[index] ?? null;
  const errorExample = failed ? (seen?.deliveries.findLast((delivery) => delivery.errorText !== null)?.errorText ?? null) : null;
  const error = errorExample === null ? null : fingerprintError(errorExample);
  const consumes = step?.role === "consume" || chain.steps[index - 1]?.role === "consume";
  const queue = consumes || step?.role === "publish" ? (execution.message?.destination ?? null) : null;
  const consumer = step?.role === "consume" ? index : chain.steps.findLastIndex((one, at) => at < index && one.role === "consume");
  const consumerVersion = execution.steps[consumer]?.version ?? null;
  const parts = ["execution", execution.chainId, judgement.stepId, manner(judgement.cause), queue, consumerVersion, error];
  return { id: hash(parts), queue, consumerVersion, error, errorExample };
}

export const markAlarm = (alarm: Alarm): GroupMark => ({
  id: hash([alarm.kind, alarm.kind === "volume" ? alarm.chainId : alarm.service]),
  queue: null,
  consumerVersion: null,
  error: null,
  errorExample: null,
});

/** What a case goes through on its way (failing deliveries, then the dead-letter queue) is one manner: it does not change its group. */
function manner(cause: Cause | null): "missing" | "failing" | "unknown" {
  switch (cause) {
    case "never-consumed":
    case "silent":
    case "slow":
      return "missing";
    case "consumer-failing":
    case "dead-lettered":
    case "timed-out":
    case "error":
      return "failing";
    default:
      return "unknown";
  }
}

const MOST_FINGERPRINT = 200;

/**
 * What differs from order to order is taken out, what names the fault stays:
 * `KeyError: 'order 48213' at 0x7f3a` → `KeyError: '…' at …`.
 */
export function fingerprintError(text: string): string {
  return text
    .slice(0, 2_000)
    .replace(/\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/gi, "…")
    .replace(/"[^"\n]{0,500}"|'[^'\n]{0,500}'|`[^`\n]{0,500}`|«[^»\n]{0,500}»/g, "'…'")
    .replace(/\b[\w.+-]+@[\w-]+\.[\w.]+/g, "…")
    .replace(/\b0x[0-9a-f]+\b/gi, "…")
    .replace(/[\p{L}\p{N}_-]*\p{N}[\p{L}\p{N}_-]*(?:\.\p{N}+)*/gu, (token) => (namesFault(token) ? token : "…"))
    .replace(/…([\s,.:/|-]*…)+/g, "…")
    .replace(/\s+/g, " ")
    .trim()
    .slice(0, MOST_FINGERPRINT);
}

/** An HTTP status, or a word with a figure in it (`psycopg2`, `utf8`); not a number, an id or a time. */
const namesFault = (token: string): boolean =>
  /^[1-5]\d\d$/.test(token) || (/^[\p{L}_-]{2,}/u.test(token) && (token.match(/\p{N}/gu)?.length ?? 0) <= 2 && !/-\p{N}/u.test(token));

/** JSON keeps the parts apart, whatever stands in them. */
const hash = (parts: readonly (string | null)[]): string => createHash("sha256").update(JSON.stringify(parts)).digest("hex").slice(0, 20);

export const caseIdOf = (subject: string, nth: number): string => hash(["case", subject, String(nth)]);
