import { SECOND_MS, type UnixMs, unixMs } from "../base/time.ts";
import type { Alarm, CaseChange, CaseRecord } from "../detector/cases/case.ts";
import { noteRound, noteSources } from "../detector/cases/catch-up.ts";
import { forgetCrowd, isAlone, joinCrowd } from "../detector/cases/crowd.ts";
import { decideCase, isConsistent, type Moment, wakeCase } from "../detector/cases/decide.ts";
import { type Hang, isHang, lookAt, lookAtAlarm, subjectOf, type Well } from "../detector/cases/hanging.ts";
import { strike } from "../detector/cases/strikes.ts";
import type { PassBook } from "../detector/passes.ts";
import { allSaid } from "../detector/said.ts";
import type { OutboxEntry } from "../store/case-store.ts";
import { createBreath, takeBreath } from "./breath.ts";
import { ALIVE_KEY, type CaseRoom, type Siblings, SUMMARY_KEY, unwatch, watch, watchKey } from "./case-room.ts";
import { countChanges, countLag } from "./case-tally.ts";
import { judgeExecutions } from "./judge-executions.ts";
import { judgingTime } from "./judging-time.ts";
import { learnFalseAlarms } from "./learn-false-alarms.ts";
import type { Machine } from "./machine.ts";
import { reconcileCases } from "./reconcile-cases.ts";

const CHANGES_A_COMMIT = 500;
const WAKE_EVERY_MS = 5 * SECOND_MS;
const ALIVE_EVERY_MS = 20 * SECOND_MS;
const MOST_WOKEN = 500;

/**
 * The step after judging: what hangs becomes a case, what went on closes its own. One evaluation of everything that was judged since the last, and of
 * everything that was said only once.
 */
export async function keepCases(machine: Machine, room: CaseRoom): Promise<void> {
  const clock = machine.clock();
  await learnFalseAlarms(machine, room.store);
  if (!room.reconciled) await reconcileCases(machine, room);
  noteSources(
    room.catchUp,
    [...machine.progress.values()].some(({ failures }) => failures > 0),
    clock,
  );
  room.round += 1;
  room.ranAt = clock;
  const now = judgingTime(machine);
  const moment: Moment = { now, liveSince: room.catchUp.liveSince };
  const sights = await gatherSights(machine, room, now);
  const written = await commitAll(machine, room, await decideAll(room, machine.knowledge.passes, sights, moment));
  const woken = await wakeSnoozed(machine, room);
  noteTally(room, [...written, ...woken], sights, moment);
  room.feed.emit([...written, ...woken]);
  await endCatchUp(machine, room, written);
}

interface Sight {
  readonly what: Hang | Well;
  /** Null: of an alarm. */
  readonly key: string | null;
}

/** By subject: what hangs, and why what has a case does not. */
async function gatherSights(machine: Machine, room: CaseRoom, now: UnixMs): Promise<ReadonlyMap<string, Sight>> {
  const chains = new Map(machine.chains.chains.map((chain) => [chain.id, chain]));
  const sights = new Map<string, Sight>();
  const batch = new Map<string, Siblings>();
  const breath = createBreath();
  for (const [key, siblings] of room.pending) {
    if (room.judged.has(key) || machine.work.waiting.has(key)) continue;
    const executions = siblings.map(({ execution }) => execution);
    batch.set(key, judgeExecutions(executions, machine.chains, machine.knowledge, now, allSaid(siblings)));
    await takeBreath(breath);
  }
  for (const [key, siblings] of room.judged) batch.set(key, siblings);
  room.judged.clear();
  for (const [key, siblings] of batch) {
    room.pending.set(key, siblings);
    const latest = new Map<string, number>();
    for (const { execution } of siblings) latest.set(execution.chainId, Math.max(execution.attempt, latest.get(execution.chainId) ?? 0));
    for (const one of siblings) {
      const chain = chains.get(one.execution.chainId);
      if (!chain) continue;
      const what = lookAt(one, latest.get(chain.id)!, chain, now);
      if (isHang(what) || room.watched.has(one.execution.id)) sights.set(one.execution.id, { what, key });
    }
    for (const subject of room.watchedOf.get(key) ?? []) if (!sights.has(subject)) sights.set(subject, { what: { why: "gone" }, key });
    await takeBreath(breath);
  }
  if (machine.alarms) addAlarms(room, machine.alarms, sights, now);
  return sights;
}

function addAlarms(room: CaseRoom, alarms: readonly Alarm[], sights: Map<string, Sight>, now: UnixMs): void {
  for (const alarm of alarms) sights.set(subjectOf(alarm), { what: lookAtAlarm(alarm), key: null });
  for (const { subject, kind } of room.watched.values())
    if (kind !== "execution" && !sights.has(subject)) sights.set(subject, { what: { why: "reached", at: now }, key: null });
}

/** Two strikes, then the decision. What is as its case says changes at once where it hangs otherwise. */
async function decideAll(
  room: CaseRoom,
  passes: PassBook,
  sights: ReadonlyMap<string, Sight>,
  moment: Moment,
): Promise<readonly CaseChange[]> {
  const latest = await room.store.latestOf([...sights.keys()]);
  for (const { what } of sights.values()) if (isHang(what)) joinCrowd(room.crowd, what.subject, what.group.id, what.breachAt);
  forgetCrowd(room.crowd, moment.now);
  const changes: CaseChange[] = [];
  const waiting = new Set<string>();
  const breath = createBreath();
  for (const [subject, sight] of sights) {
    const { key } = sight;
    const what = isHang(sight.what) ? withCrowd(room, passes, sight.what) : sight.what;
    const known: CaseRecord | null = latest.get(subject) ?? null;
    const consistent = isConsistent(known, what);
    if (strike(room.strikes, subject, isHang(what), consistent, room.round) || (consistent && isHang(what))) {
      const change = decideCase(known, subject, what, moment);
      if (change !== null) changes.push(change);
    } else if (!consistent && key !== null) waiting.add(key);
    await takeBreath(breath);
  }
  for (const key of room.pending.keys()) if (!waiting.has(key)) room.pending.delete(key);
  return changes;
}

/** What its verdict does not say, the crowd does. */
const withCrowd = (room: CaseRoom, passes: PassBook, hang: Hang): Hang =>
  hang.isolated === null ? { ...hang, isolated: isAlone(room.crowd, passes, hang) } : hang;

async function commitAll(machine: Machine, room: CaseRoom, changes: readonly CaseChange[]): Promise<readonly CaseChange[]> {
  const written: CaseChange[] = [];
  for (let from = 0; from < changes.length; from += CHANGES_A_COMMIT) {
    const some = changes.slice(from, from + CHANGES_A_COMMIT);
    const done = await room.store.commit({ changes: some, ...(room.tell ? { outbox: room.tell } : {}) });
    written.push(...done.written);
    for (const { record } of done.written) settle(room, record);
    // Someone was faster: looked at again in the next round, against what the case is then.
    for (const { record } of some) if (done.conflicts.includes(record.id)) await askAgain(machine, room, record);
  }
  return written;
}

function settle(room: CaseRoom, record: CaseRecord): void {
  const stillWatched = record.state !== "resolved" || (record.resolution?.by === "person" && record.recoveredAt === null);
  if (stillWatched) watch(room, record);
  else unwatch(room, record.subject);
  room.strikes.bySubject.delete(record.subject);
}

async function askAgain(machine: Machine, room: CaseRoom, record: CaseRecord): Promise<void> {
  const key = watchKey(record);
  if (key === null) return;
  const siblings = record.orderId === null ? [] : ((await machine.index.getOrder(record.orderId))?.executions ?? []);
  if (siblings.length > 0) room.judged.set(key, siblings);
}

async function wakeSnoozed(machine: Machine, room: CaseRoom): Promise<readonly CaseChange[]> {
  const clock = machine.clock();
  if (Math.abs(clock - room.wokenAt) < WAKE_EVERY_MS) return [];
  room.wokenAt = clock;
  const due = await room.store.snoozedUntil(clock, MOST_WOKEN);
  const changes = due.flatMap((record) => wakeCase(record, clock) ?? []);
  if (changes.length === 0) return [];
  return (await room.store.commit({ changes, ...(room.tell ? { outbox: room.tell } : {}) })).written;
}

function noteTally(room: CaseRoom, written: readonly CaseChange[], sights: ReadonlyMap<string, Sight>, { liveSince }: Moment): void {
  countChanges(room.tally, written);
  room.tally.evaluatedAt = room.ranAt;
  for (const { record, events } of written) {
    const sight = sights.get(record.subject)?.what;
    if (!sight || !isHang(sight) || events[0]?.kind !== "opened" || liveSince === null || sight.provableAt < liveSince) continue;
    countLag(room.tally, record.detectedAt - sight.provableAt);
  }
}

/** That Loupe watches is written down twice a minute, so that a start knows whether it was away. */
async function endCatchUp(machine: Machine, room: CaseRoom, written: readonly CaseChange[]): Promise<void> {
  const clock = machine.clock();
  const waiting = !machine.caughtUp || machine.work.waiting.size > 0 || room.pending.size > 0 || machine.sweep.owed;
  const opened = written.filter(({ events }) => events[0]?.kind === "opened").length;
  const summary = noteRound(room.catchUp, waiting, opened, written.length - opened, unixMs(clock));
  if (summary === null && (room.catchUp.liveSince === null || Math.abs(clock - room.aliveAt) < ALIVE_EVERY_MS)) return;
  room.aliveAt = clock;
  const state = [{ key: ALIVE_KEY, value: String(clock) }];
  if (summary === null) return void (await room.store.commit({ changes: [], state }));
  if (summary.opened + summary.closed > 0)
    machine.log(`caught up: ${summary.opened} cases were opened silently, ${summary.closed} changed`);
  const outbox = (): readonly OutboxEntry[] => room.tellSummary?.(summary) ?? [];
  await room.store.commit({ changes: [], outbox, state: [...state, { key: SUMMARY_KEY, value: JSON.stringify(summary) }] });
}
