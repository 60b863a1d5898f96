import { createHash } from "node:crypto";
import { HOUR_MS, type Ms, type UnixMs, unixMs } from "../base/time.ts";
import { judgingText, matchingText } from "../chains/compare-sets.ts";
import type { ChainSet } from "../chains/definition.ts";
import type { JudgedExecution } from "../detector/judgement.ts";
import type { CaseRoom } from "./case-room.ts";
import type { AppliedChains, ChainWork } from "./chain-work.ts";
import type { Machine } from "./machine.ts";
import { rejudge } from "./rejudge.ts";
import { addWork, writeWork } from "./work-list.ts";

const APPLIED_KEY = "chains:applied";
/** Incidents are looked at for a day; what is older stays as it was said. */
const RECENT_MS: Ms = 24 * HOUR_MS;
const A_ROUND = 500;
const MOST = 20_000;

const digest = (text: string): string => createHash("sha256").update(text).digest("hex").slice(0, 16);

/**
 * The chain file has changed (in the interface, or while Loupe was not there): what is in the index was judged, or even matched, by another.
 * What is not done is judged anew in any case; what ended lately too, in pieces of one round each, so that nothing waits for it; and where the
 * matching is another, lately touched orders are matched anew from their spans. Where it stands is kept: a kill −9 loses nothing of it.
 */
export async function applyChains(machine: Machine, cases: CaseRoom | null): Promise<void> {
  machine.applied ??= await planWork(machine);
  const { todo } = machine.applied;
  if (todo === null) return;
  // Nobody is woken by a change of the promises themselves: what it finds is told as one summary.
  if (cases) holdBack(cases, machine.clock());
  // Whether Loupe was away is told by the first evaluation.
  if (cases && cases.round === 0) return;
  machine.applied = { ...machine.applied, todo: await (todo.kind === "judge" ? judgeSome : matchSome)(machine, todo) };
  await commit(machine, [stateOf(machine.applied), writeWork(machine.work)]);
}

async function planWork(machine: Machine): Promise<AppliedChains> {
  const { chains, index } = machine;
  const before = readApplied(await index.getState(APPLIED_KEY));
  const marks = marksOf(chains);
  const kind = before === null ? null : before.matching !== marks.matching ? "match" : before.judging !== marks.judging ? "judge" : null;
  const from = unixMs(machine.clock() - RECENT_MS);
  const todo: ChainWork | null = kind === null ? (before?.todo ?? null) : { kind, from, cursor: null, done: 0 };
  // Matched anew was asked for and not finished: the newer change does not make it less.
  const whole = before?.todo?.kind === "match" && todo !== null ? { ...todo, kind: "match" as const } : todo;
  const applied = { ...marks, todo: whole };
  if (kind !== null) machine.sweep.owed = true;
  if (before === null || kind !== null) await commit(machine, [stateOf(applied)]);
  return applied;
}

const marksOf = (chains: ChainSet) => ({ matching: digest(matchingText(chains)), judging: digest(judgingText(chains)) });

function readApplied(document: string | null): AppliedChains | null {
  try {
    return document === null ? null : (JSON.parse(document) as AppliedChains);
  } catch {
    return null;
  }
}

async function judgeSome(machine: Machine, todo: ChainWork): Promise<ChainWork | null> {
  const page = await machine.index.listExecutions({ from: todo.from, limit: A_ROUND, cursor: todo.cursor ?? undefined });
  const isOpen = ({ judgement }: JudgedExecution): boolean => judgement.endedMs === null;
  await rejudge(machine, page.items.filter(isOpen), "all");
  await rejudge(
    machine,
    page.items.filter((one) => !isOpen(one)),
    "new-words",
  );
  return next(todo, page);
}

async function matchSome(machine: Machine, todo: ChainWork): Promise<ChainWork | null> {
  const page = await machine.index.listOrders({ from: todo.from, limit: A_ROUND, cursor: todo.cursor ?? undefined });
  for (const { orderId } of page.items) addWork(machine.work, orderId, machine.clock());
  return next(todo, page);
}

function next(todo: ChainWork, page: { readonly items: readonly unknown[]; readonly nextCursor: string | null }): ChainWork | null {
  const done = todo.done + page.items.length;
  return page.nextCursor === null || done >= MOST ? null : { ...todo, cursor: page.nextCursor, done };
}

function holdBack({ catchUp }: CaseRoom, now: UnixMs): void {
  catchUp.quiet = 0;
  if (catchUp.liveSince !== null) Object.assign(catchUp, { liveSince: null, from: now, opened: 0, closed: 0 });
}

const stateOf = (applied: AppliedChains) => ({ key: APPLIED_KEY, value: JSON.stringify(applied) });

const commit = (machine: Machine, state: readonly { readonly key: string; readonly value: string }[]): Promise<void> =>
  machine.index.commit({ sourceId: machine.sources[0]?.id ?? "none", cursor: null, orders: [], executions: [], state });
