/** What a figure's way from before to now means to a person. */
export interface Difference {
  readonly by: number;
  readonly meaning: "better" | "worse" | "same";
}

/** Below two percent of what it was, a difference is not spoken of: figures of two weeks are never quite alike. */
const NOTHING = 0.02;

/** null: one of the two is not known. `least`: a difference smaller than this is none, in the figure's own unit. */
export function judgeDifference(now: number | null, before: number | null, good: "up" | "down", least = 0): Difference | null {
  if (now === null || before === null) return null;
  const by = now - before;
  if (Math.abs(by) <= Math.max(least, Math.abs(before) * NOTHING)) return { by, meaning: "same" };
  return { by, meaning: by > 0 === (good === "up") ? "better" : "worse" };
}

/** Shares are held against each other in points: from 98.2 % to 98.6 % is a fifth fewer late orders, not four thousandths more on time. */
export const judgeShare = (now: number | null, before: number | null, good: "up" | "down", least = 0.0005): Difference | null => {
  if (now === null || before === null) return null;
  const by = now - before;
  return { by, meaning: Math.abs(by) <= least ? "same" : by > 0 === (good === "up") ? "better" : "worse" };
};
