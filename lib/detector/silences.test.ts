import assert from "node:assert/strict";
import { test } from "node:test";
import { HOUR_MS } from "../base/time.ts";
import { T0 } from "./drawn-execution.ts";
import { hear } from "./silences.ts";
import { createTimeBits, setBit } from "./time-bits.ts";

const DAY_MS = 24 * HOUR_MS;

/** An office: heard every ten minutes from nine to six on week-days, from day to day; `away` says when nobody is there. */
function office(days: number, away: (ms: number) => boolean = () => false) {
  const bits = createTimeBits();
  for (let ms = T0 - days * DAY_MS; ms < T0; ms += 10 * 60_000) {
    const date = new Date(ms);
    const isOpen = date.getUTCHours() >= 9 && date.getUTCHours() < 18 && date.getUTCDay() % 6 !== 0;
    if (isOpen && !away(ms)) setBit(bits, ms);
  }
  return hear(bits)!;
}

test("nights and week-ends that come again and again are a habit, and no gaps", () => {
  assert.deepEqual(office(28).silences, []);
});

test("what is longer than any habit is a gap: a week in which nothing came", () => {
  const from = T0 - 14 * DAY_MS;
  const [gap, ...others] = office(42, (ms) => ms >= from && ms < from + 7 * DAY_MS).silences;
  assert.deepEqual(others, []);
  assert.ok(gap!.to - gap!.from >= 7 * DAY_MS);
});

test("outages of a sender that else speaks every five seconds never become its habit, however often they come", () => {
  const bits = createTimeBits();
  for (let ms = T0 - 5 * DAY_MS; ms < T0; ms += 5_000) if (ms % (3 * HOUR_MS) > 20 * 60_000) setBit(bits, ms);
  assert.ok(hear(bits)!.silences.length >= 39);
});

test("two days of an office are too few to know its habits", () => {
  assert.ok(office(2.2).silences.length > 0);
});
