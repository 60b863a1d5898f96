import assert from "node:assert/strict";
import { test } from "node:test";
import { at } from "../drawn-execution.ts";
import { createCatchUp, noteRound, noteSources } from "./catch-up.ts";

const quiet = (state: ReturnType<typeof createCatchUp>, from: number, rounds: number) =>
  Array.from({ length: rounds }, (_, n) => noteRound(state, false, 0, 0, at(from + n))).find((summary) => summary !== null) ?? null;

test("the very first start and one after a long absence catch up; a restart does not", () => {
  assert.equal(createCatchUp(null, at(0)).liveSince, null);
  assert.equal(createCatchUp(at(-3_600), at(0)).liveSince, null);
  assert.equal(createCatchUp(at(-30), at(0)).liveSince, at(-30));
});

test("it ends with one summary once nothing has been waiting for three rounds, and not before", () => {
  const state = createCatchUp(at(-3_600), at(0));
  assert.equal(noteRound(state, true, 40, 2, at(1)), null);
  assert.equal(noteRound(state, false, 0, 0, at(2)), null);
  assert.equal(noteRound(state, true, 1, 0, at(3)), null);
  const summary = quiet(state, 4, 3);
  assert.deepEqual(summary, { from: at(-3_600), to: at(6), opened: 41, closed: 2 });
  assert.equal(state.liveSince, at(6));
  assert.equal(quiet(state, 10, 5), null);
});

test("a source that was away for minutes is an outage once it is back, a hiccup is none", () => {
  const state = createCatchUp(at(-30), at(0));
  noteSources(state, true, at(10));
  noteSources(state, false, at(70));
  assert.equal(state.liveSince, at(-30));
  noteSources(state, true, at(100));
  assert.equal(quiet(state, 101, 5), null);
  noteSources(state, false, at(1_900));
  assert.equal(state.liveSince, null);
  noteRound(state, false, 7, 0, at(1_901));
  assert.deepEqual(quiet(state, 1_902, 3), { from: at(100), to: at(1_903), opened: 7, closed: 0 });
});

test("while a source is away again, catching up goes on", () => {
  const state = createCatchUp(null, at(0));
  noteSources(state, true, at(1));
  assert.equal(quiet(state, 2, 10), null);
});
