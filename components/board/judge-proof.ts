import type { BoardDto } from "#lib/contract/board";

/** A gap that lasts is no proof either: what happens inside it is not seen. */
export function judgeProof(board: BoardDto | null, isSure: boolean): "sure" | "partial" | "empty" {
  if (!board || !isSure || board.partial) return "partial";
  if (board.completeUpTo === null) return "empty";
  return board.gaps.some((gap) => gap.to === null) ? "partial" : "sure";
}
