import type { CaseChange } from "../detector/cases/case.ts";
import type { CatchUpSummary } from "../detector/cases/catch-up.ts";
import type { CaseStore, OutboxEntry } from "../store/case-store.ts";
import type { CaseFeed } from "./case-feed.ts";
import type { CaseTally } from "./case-tally.ts";

/** What the step that keeps cases is given. */
export interface CaseOptions {
  readonly store: CaseStore;
  readonly feed: CaseFeed;
  readonly tally: CaseTally;
  /** What of the changes is to be told; in their transaction. */
  readonly tell?: (changes: readonly CaseChange[]) => readonly OutboxEntry[];
  readonly tellSummary?: (summary: CatchUpSummary) => readonly OutboxEntry[];
}
