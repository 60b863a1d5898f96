/** Cases for tests: one order's price calculation through evaluations drawn as a word each, a minute apart. */
import { type UnixMs, unixMs } from "../../base/time.ts";
import { at, chainOf, drawExecution, judgeAt } from "../drawn-execution.ts";
import type { JudgedExecution } from "../judgement.ts";
import type { CaseChange, CaseEvent, CaseRecord } from "./case.ts";
import { decideCase, isConsistent, type Moment } from "./decide.ts";
import { type Hang, isHang, lookAt, type Well } from "./hanging.ts";
import { createStrikes, strike } from "./strikes.ts";

const CHAIN = "price-calculation";
export const SUBJECT = `${CHAIN}:48213:1`;

const DRAWN = {
  /** Published at 3 s, never consumed. */
  stuck: (second: number) => judged("0 1 2 3 – –", second),
  /** Consumed at 650 s, written at 651. */
  done: (second: number) => judged("0 1 2 3 650 651", second),
  failed: (second: number) => judged("0 1 2 3 4 5!", second),
  running: (second: number) => judged(`0 1 2 3 ${second - 1} –`, second),
} as const;

export type Word = keyof typeof DRAWN | "cannot-tell" | "gone" | "superseded";

function judged(drawing: string, second: number): JudgedExecution {
  const execution = drawExecution(CHAIN, drawing);
  return { execution, judgement: judgeAt(second, execution) };
}

export function sightOf(word: Word, second: number): Hang | Well {
  if (word === "gone" || word === "cannot-tell") return { why: word };
  const one = word === "superseded" ? DRAWN.stuck(second) : DRAWN[word](second);
  return lookAt(one, word === "superseded" ? 2 : 1, chainOf(CHAIN), at(second));
}

export interface Ledger {
  /** Every case of the subject, newest last. */
  readonly cases: CaseRecord[];
  readonly events: { readonly id: string; readonly event: CaseEvent }[];
}

export const createLedger = (): Ledger => ({ cases: [], events: [] });

export function enter(ledger: Ledger, { record, events }: CaseChange): void {
  const known = ledger.cases.findIndex(({ id }) => id === record.id);
  if (known < 0) ledger.cases.push(record);
  else ledger.cases[known] = record;
  for (const event of events) ledger.events.push({ id: record.id, event });
}

/** One evaluation after the other, as the pipeline does them; `liveSince` second 0. */
export function evaluate(words: readonly Word[], first = 800, ledger = createLedger(), stepS = 60): Ledger {
  const strikes = createStrikes();
  words.forEach((word, round) => {
    const second = first + round * stepS;
    const sight = sightOf(word, second);
    const latest = ledger.cases.at(-1) ?? null;
    const consistent = isConsistent(latest, sight);
    const moment: Moment = { now: at(second), liveSince: at(0) };
    if (!strike(strikes, SUBJECT, isHang(sight), consistent, round) && !(consistent && isHang(sight))) return;
    const change = decideCase(latest, SUBJECT, sight, moment);
    if (change !== null) enter(ledger, change);
  });
  return ledger;
}

export const hangAt = (second: number, word: "stuck" | "failed" = "stuck"): Hang => sightOf(word, second) as Hang;

/** An open case, with fields of the test's choice. */
export function openCase(fields: Partial<CaseRecord> = {}): CaseRecord {
  const change = decideCase(null, SUBJECT, hangAt(800), { now: at(800), liveSince: at(0) });
  return { ...change!.record, ...fields };
}

export const minutesAfter = (time: UnixMs, minutes: number): UnixMs => unixMs(time + minutes * 60_000);
