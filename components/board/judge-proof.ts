import type { BoardDto } from "#lib/contract/board";
import type { StateWord } from "#lib/contract/words";

/** Seen on the maps, and not yet a case. */
const HANGS: readonly StateWord[] = ["failed", "stuck", "cannot-tell"];

/** A gap that lasts is no proof either: what happens inside it is not seen. */
export function judgeProof(board: BoardDto | null, isSure: boolean): "sure" | "partial" | "empty" {
  if (!board || !isSure || board.partial) return "partial";
  if (board.completeUpTo === null) return "empty";
  if (board.chains.some((chain) => chain.states.some((one) => one.count > 0 && HANGS.includes(one.state)))) return "partial";
  return board.gaps.some((gap) => gap.to === null) ? "partial" : "sure";
}
