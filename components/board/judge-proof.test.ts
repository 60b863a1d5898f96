import assert from "node:assert/strict";
import { test } from "node:test";
import type { BoardDto } from "#lib/contract/board";
import { judgeProof } from "./judge-proof.ts";

const board = { completeUpTo: "2026-11-23T14:39:00Z", partial: false, gaps: [], chains: [] } as unknown as BoardDto;
const gap = (to: string | null) => ({ ...board, gaps: [{ service: "crm-api", from: "2026-11-23T14:00:00Z", to }] }) as BoardDto;

test("'nothing hangs' is said only where everything was asked, something was heard, and nobody is silent", () => {
  assert.equal(judgeProof(board, true), "sure");
  assert.equal(judgeProof(board, false), "partial");
  assert.equal(judgeProof(null, true), "partial");
  assert.equal(judgeProof({ ...board, partial: true }, true), "partial");
  assert.equal(judgeProof({ ...board, completeUpTo: null }, true), "empty");
  assert.equal(judgeProof(gap(null), true), "partial");
  assert.equal(judgeProof({ ...board, chains: [{ states: [{ state: "stuck", count: 1 }] }] } as never, true), "partial");
  assert.equal(judgeProof(gap("2026-11-23T14:10:00Z"), true), "sure");
});
