import { unixMs } from "../base/time.ts";
import type { ChainSet } from "../chains/definition.ts";
import { allSaid } from "../detector/former.ts";
import type { JudgedExecution } from "../detector/judgement.ts";
import { stepKey } from "../detector/passes.ts";
import { STATES, type Verdict } from "../detector/verdict.ts";
import { createBreath, takeBreath } from "./breath.ts";
import { detectAlarms } from "./detect-alarms.ts";
import { judgeExecutions } from "./judge-executions.ts";
import { judgingTime } from "./judging-time.ts";
import type { Machine } from "./machine.ts";
import { rememberSaid } from "./order-book.ts";
import type { Sweep } from "./sweep.ts";

const MOST_A_ROUND = 500;
/** What was said of those that are not done is held against what is now known of gaps, samplings and outages, though no deadline asks for it. */
const SWEEP_EVERY_MS = 60_000;
const MOST_SWEPT = 2_000;
const WHOLE_EVERY_MS = 10_000;

/** Executions whose time has come. No spans are needed: the facts lie in the index. */
export async function rejudgeDue(machine: Machine): Promise<void> {
  const due = await machine.index.dueExecutions(judgingTime(machine), MOST_A_ROUND);
  await rejudge(machine, due, "all");
}

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
  if (state !== "stuck" || stepId === null) return;
  const step = chains.find((chain) => chain.id === chainId)?.steps.find((one) => one.id === stepId);
  const missing = cause === "never-consumed" || cause === "silent";
  const cameMs = unixMs(since - (missing ? (step?.hardMs ?? 0) : 0));
  const known = hanging.get(stepKey(chainId, stepId));
  if (known) known.push(cameMs);
  else hanging.set(stepKey(chainId, stepId), [cameMs]);
}

/** What is written again: everything, what is in another state, or what is said in other words. */
type Write = "all" | "new-state" | "new-words";

async function rejudge(machine: Machine, found: readonly JudgedExecution[], write: Write): Promise<void> {
  if (found.length === 0) return;
  const at = judgingTime(machine);
  const breath = createBreath();
  const keys = new Set(found.map(keyOf));
  const executions: { key: string; judged: readonly JudgedExecution[] }[] = [];
  for (const key of keys) {
    // What waits to be matched is judged then, with newer facts.
    if (machine.work.waiting.has(key)) continue;
    const known = key.startsWith("@") ? found.filter((one) => keyOf(one) === key) : ((await machine.index.getOrder(key))?.executions ?? []);
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
  await machine.index.commit({ sourceId: machine.sources[0]?.id ?? "none", cursor: null, orders: [], executions, state: [] });
  for (const { key, judged } of executions) rememberSaid(machine.orders, key, judged);
  machine.changes.emit(executions.flatMap(({ judged }) => judged));
}

export const keyOf = ({ execution }: JudgedExecution): string => execution.orderId ?? `@${execution.traceIds[0]}`;

const differs = (one: JudgedExecution, before: JudgedExecution | undefined, write: Write): boolean =>
  before === undefined ||
  one.judgement.state !== before.judgement.state ||
  one.judgement.cause !== before.judgement.cause ||
  (write === "new-words" && one.judgement.verdict.text.en !== before.judgement.verdict.text.en);
