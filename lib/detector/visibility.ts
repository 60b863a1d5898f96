import type { Visibility } from "./context.ts";

/** Below this a missing step may well have been done unseen; over this many passes the share means something (DOMAIN, "How sure"). */
const SURE = 0.995;
const ENOUGH_PASSES = 200;

export const visibleShare = (visibility: Visibility | null): number | null =>
  visibility === null || visibility.wentOn < ENOUGH_PASSES ? null : visibility.seen / visibility.wentOn;

/** The n of "1 in n passes of this step leaves no trace"; null where nearly every pass is seen, or too few are known. */
export function visiblyUnseen(visibility: Visibility | null): number | null {
  const share = visibleShare(visibility);
  return share === null || share >= SURE ? null : Math.max(1, Math.round(1 / (1 - share)));
}
