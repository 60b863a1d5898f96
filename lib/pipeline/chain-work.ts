import type { UnixMs } from "../base/time.ts";

/** By which chains the index was judged (digests of what they match and what they say), and what is still to be judged by the present ones. */
export interface AppliedChains {
  readonly matching: string;
  readonly judging: string;
  readonly todo: ChainWork | null;
}

export interface ChainWork {
  readonly kind: "judge" | "match";
  /** Touched since. */
  readonly from: UnixMs;
  readonly cursor: string | null;
  readonly done: number;
}
