import { unixMs } from "../base/time.ts";
import type { ChainSet } from "../chains/definition.ts";
import type { JudgedExecution } from "../detector/judgement.ts";
import { stepKey } from "../detector/passes.ts";
import { allSaid } from "../detector/said.ts";
import { STATES, type State, type Verdict } from "../detector/verdict.ts";
import { createBreath, takeBreath } from "./breath.ts";
import { detectAlarms } from "./detect-alarms.ts";
import { judgeExecutions } from "./judge-executions.ts";
import { judgingTime } from "./judging-time.ts";
import type { Machine } from "./machine.ts";
import { rememberSaid } from "./order-book.ts";
import type { Sweep } from "./sweep.ts";
import { addWork } from "./work-list.ts";

const MOST_A_ROUND = 500;
const MOST_DUE_PAGES = 20;
/** What was said of those that are not done is held against what is now known of gaps, samplings and outages, though no deadline asks for it. */
const SWEEP_EVERY_MS = 60_000;
const MOST_SWEPT = 2_000;
const WHOLE_EVERY_MS = 10_000;

/** Executions whose time has come. No spans are needed: the facts lie in the index. */
export async function rejudgeDue(machine: Machine): Promise<void> {
  const done = new Set<string>();
  for (let pages = 0; pages < MOST_DUE_PAGES; pages++) {
    const due = await machine.index.dueExecutions(judgingTime(machine), MOST_A_ROUND);
    const fresh = due.filter((one) => !done.has(one.execution.id));
    for (const one of fresh) done.add(one.execution.id);
    lookOnceMore(machine, fresh);
    await rejudge(machine, fresh, "all");
    // What is left waits to be matched, or is due again at once: in the next round.
    if (due.length < MOST_A_ROUND || fresh.length === 0) return;
  }
}

/** Rule 5: what is closed is looked at once more after ten minutes, its traces read anew: a backend may have shown spans that no scan brought. */
function lookOnceMore(machine: Machine, due: readonly JudgedExecution[]): void {
  for (const { execution, judgement } of due)
    if (execution.orderId !== null && CLOSED.has(judgement.state)) addWork(machine.work, execution.orderId, machine.clock());
}

const CLOSED: ReadonlySet<State> = new Set(["done", "done-late", "failed"]);

/**
 * Goes on where the last sweep stopped, so that with many open executions the oldest have their turn too. After much was `read` at once
 * it goes through all of them, but not at every round of a flood.
 */
export async function sweepOpen(machine: Machine, read: boolean): Promise<void> {
  await sweepStates(machine, read);
  await detectAlarms(machine);
}

async function sweepStates(machine: Machine, read: boolean): Promise<void> {
  const { sweep } = machine;
  const now = machine.clock();
  sweep.owed ||= read;
  const whole = sweep.owed && now - sweep.wholeAt >= WHOLE_EVERY_MS;
  if (!whole && now - sweep.at < SWEEP_EVERY_MS) return;
  sweep.at = now;
  if (whole) Object.assign(sweep, { owed: false, wholeAt: now, cursor: undefined, hanging: new Map() });
  const states = STATES.filter((state) => state !== "done" && state !== "done-late");
  for (let swept = 0; whole || swept < MOST_SWEPT; swept += MOST_A_ROUND) {
    const page = await machine.index.listExecutions({ states, limit: MOST_A_ROUND, cursor: sweep.cursor });
    for (const { judgement } of page.items) countHanging(sweep, judgement.verdict, machine.chains);
    const last = page.nextCursor === null;
    if (last) machine.knowledge.passes.hanging = sweep.hanging;
    await rejudge(machine, page.items, whole ? "new-words" : "new-state");
    if (last) return void Object.assign(sweep, { cursor: undefined, hanging: new Map() });
    sweep.cursor = page.nextCursor ?? undefined;
  }
}

/** Orders come to a step when its predecessor is reached: a missing one's deadline tells when that was. */
function countHanging({ hanging }: Sweep, { chainId, stepId, state, cause, since }: Verdict, { chains }: ChainSet): void {
  if ((state !== "stuck" && state !== "failed") || stepId === null) return;
  const step = chains.find((chain) => chain.id === chainId)?.steps.find((one) => one.id === stepId);
  const missing = cause === "never-consumed" || cause === "silent";
  const cameMs = unixMs(since - (missing ? (step?.hardMs ?? 0) : 0));
  const known = hanging.get(stepKey(chainId, stepId));
  if (known) known.push(cameMs);
  else hanging.set(stepKey(chainId, stepId), [cameMs]);
}

/** What is written again: everything, what is in another state, or what is said in other words. */
type Write = "all" | "new-state" | "new-words";

export async function rejudge(machine: Machine, found: readonly JudgedExecution[], write: Write): Promise<void> {
  if (found.length === 0) return;
  const at = judgingTime(machine);
  const breath = createBreath();
  // What waits to be matched is judged then, with newer facts.
  const keys = [...new Set(found.map(keyOf))].filter((key) => !machine.work.waiting.has(key));
  const siblings = await machine.index.executionsOf(keys);
  const executions: { key: string; judged: readonly JudgedExecution[] }[] = [];
  for (const key of keys) {
    const known = siblings.get(key) ?? [];
    const judged = judgeExecutions(
      known.map((one) => one.execution),
      machine.chains,
      machine.knowledge,
      at,
      allSaid(known),
    );
    if (write === "all" || judged.some((one, index) => differs(one, known[index], write))) executions.push({ key, judged });
    await takeBreath(breath);
  }
  if (executions.length === 0) return;
  await machine.index.commit({ sourceId: machine.sources[0]?.id ?? "none", cursor: null, judgedAt: at, orders: [], executions, state: [] });
  for (const { key, judged } of executions) rememberSaid(machine.orders, key, judged);
  machine.changes.emit(executions.flatMap(({ judged }) => judged));
}

export const keyOf = ({ execution }: JudgedExecution): string => execution.orderId ?? `@${execution.traceIds[0]}`;

const differs = (one: JudgedExecution, before: JudgedExecution | undefined, write: Write): boolean =>
  before === undefined ||
  one.judgement.state !== before.judgement.state ||
  one.judgement.cause !== before.judgement.cause ||
  (write === "new-words" && one.judgement.verdict.text.en !== before.judgement.verdict.text.en);
