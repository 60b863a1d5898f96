import assert from "node:assert/strict";
import { test } from "node:test";
import { HOUR_MS, unixMs } from "../base/time.ts";
import {
  type BaselineBook,
  baselineKey,
  createBaselines,
  feedBaselines,
  HOURS_A_WEEK,
  KEPT_HOURS,
  keptBaselineHours,
  readBaselineHour,
  trimBaselines,
  usualOf,
  writeBaselineHour,
} from "./baselines.ts";
import { at, chainOf, drawExecution, judgeAt, say, T0 } from "./drawn-execution.ts";

const chain = chainOf("order-creation");
const HOUR = Math.floor(T0 / HOUR_MS);
const KEY = baselineKey("step", chain.id, "crm-api");

/** Passes whose consumer took so many seconds. */
function feed(book: BaselineBook, seconds: readonly number[], hour = HOUR): void {
  for (const one of seconds) feedBaselines(book, drawExecution(chain.id, `0 1 2 ${2 + one} ${3 + one}`), chain, hour);
}
const oneToEight = (count: number): readonly number[] => Array.from({ length: count }, (_, n) => 1 + (n % 8));
const near = (found: number, wanted: number): void => assert.ok(Math.abs(found / wanted - 1) <= 1 / 64, `${found} is not near ${wanted}`);

test("from 200 passes on it is known what is usual, to a sixty-fourth; below that nothing is said", () => {
  const book = createBaselines();
  feed(book, oneToEight(199));
  assert.equal(usualOf(book, KEY, at(0)), null);
  feed(book, oneToEight(41));
  const usual = usualOf(book, KEY, at(0))!;
  near(usual.p50, 4_000);
  near(usual.p95, 8_000);
  near(usual.p99, 8_000);
  assert.equal(usual.samples, 240);
  near(usualOf(book, baselineKey("chain", chain.id, null), at(0))!.p99, 11_000);
});

test("another hour of the week has habits of its own; where too few are known of it, those of all hours hold", () => {
  const book = createBaselines();
  feed(book, oneToEight(240));
  feed(
    book,
    Array.from({ length: 240 }, () => 60),
    HOUR + 5,
  );
  near(usualOf(book, KEY, unixMs(T0 + HOURS_A_WEEK * HOUR_MS))!.p50, 4_000);
  near(usualOf(book, KEY, unixMs(T0 + (HOURS_A_WEEK + 5) * HOUR_MS))!.p50, 60_000);
  assert.equal(usualOf(book, KEY, unixMs(T0 + 2 * HOUR_MS))!.of, "all");
});

test("an hour in which many were late is an incident and left out, unless most hours are like that", () => {
  const late = Array.from({ length: 50 }, () => 400);
  const book = createBaselines();
  feed(book, oneToEight(240));
  feed(book, oneToEight(240), HOUR + 1);
  feed(book, [...oneToEight(240), ...late], HOUR + 2);
  near(usualOf(book, KEY, unixMs(T0 + 9 * HOUR_MS))!.p99, 8_000);
  const always = createBaselines();
  for (let hour = HOUR; hour < HOUR + 24; hour++) feed(always, [...oneToEight(240), ...late], hour);
  near(usualOf(always, KEY, unixMs(T0 + 40 * HOUR_MS))!.p99, 400_000);
});

test("hours survive their documents and being made into text; only five weeks of them are kept", () => {
  const book = createBaselines();
  for (let hour = HOUR; hour < HOUR + KEPT_HOURS + 3; hour++) feed(book, [1, 2], hour);
  assert.deepEqual(trimBaselines(book), [HOUR + 2, HOUR + 1, HOUR]);
  assert.equal(keptBaselineHours(book).size, KEPT_HOURS);
  const read = createBaselines();
  for (const hour of keptBaselineHours(book)) readBaselineHour(read, hour, JSON.parse(JSON.stringify(writeBaselineHour(book, hour))));
  assert.deepEqual(usualOf(read, KEY, at(0)), usualOf(book, KEY, at(0)));
});

const usual = { p50: 2_000, p95: 6_000, p99: 8_000, samples: 2_341, of: "all" } as const;

test("beyond the usual p95 an execution is slow, once its service was heard of beyond it; beyond its soft deadline late", () => {
  const execution = drawExecution(chain.id, "0 1 2 – –");
  const context = { usual: () => usual };
  assert.equal(say(judgeAt(10, execution, context)), "running @crm-api");
  assert.equal(judgeAt(10, execution, context).judgeAgainAt, at(18));
  assert.equal(say(judgeAt(20, execution, context)), "slow @crm-api");
  assert.equal(say(judgeAt(130, execution, context)), "late slow @crm-api");
  assert.match(judgeAt(20, execution, context).verdict.text.en, /awaited for 18 s; usually 8 s \(p99\)/);
});

test("a missing step's sentence says what is usual, with the passes that prove it", () => {
  const { verdict } = judgeAt(1_200, drawExecution(chain.id, "0 1 2 – –"), { usual: () => usual });
  assert.match(verdict.text.en, /not consumed by CRM API for 19 min; usually 8 s \(p99\); the deadline is 10 min/);
  assert.match(verdict.text.ru, /уже 19 мин при сроке 10 мин; обычно 8 с \(p99\)/);
  const proof = verdict.evidence.find(({ kind }) => kind === "usual");
  assert.deepEqual(proof?.usual, { p50Ms: 2_000, p95Ms: 6_000, p99Ms: 8_000, samples: 2_341 });
});
