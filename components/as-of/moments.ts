import type { OrderHistoryDto } from "#lib/contract/order";

type Item = OrderHistoryDto["items"][number];

export interface Moment {
  readonly at: string;
  /** What was said anew then. */
  readonly items: readonly Item[];
}

/** Changes of one moment are one step. A moment is asked for as it stands: what was said at it is said from it on. */
export function momentsOf(items: readonly Item[]): readonly Moment[] {
  return [...Map.groupBy(items, ({ at }) => at)].map(([at, own]) => ({ at, items: own })).sort((a, b) => (a.at < b.at ? -1 : 1));
}

/** Where a time stands among them: −1 before the first. */
export const momentAt = (moments: readonly Moment[], at: string): number => {
  const ms = Date.parse(at);
  return moments.findLastIndex((one) => Date.parse(one.at) <= ms);
};
