import type { VerdictDto } from "#lib/contract/verdict";

/**
 * From when an order waits: the moment from which its deadline runs, else what was seen last. `since` is when the state began,
 * "stuck" ten minutes after the message was published; the reader is told one number everywhere: how long the order has waited.
 */
export function waitingSince({ evidence, since }: Pick<VerdictDto, "evidence" | "since">): string {
  const deadline = evidence.find((one) => one.kind === "deadline")?.from;
  return deadline ?? evidence.find((one) => one.kind === "published" || one.kind === "seen")?.at ?? since;
}
