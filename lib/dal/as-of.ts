import "server-only";
import { err, ok, type Result } from "../base/result.ts";
import type { UnixMs } from "../base/time.ts";
import type { Chain } from "../chains/definition.ts";
import { formatInstant, parseInstant } from "../contract/instant.ts";
import type { ServiceKnowledge } from "../detector/context.ts";
import { judge } from "../detector/judge.ts";
import type { JudgedExecution, Judgement } from "../detector/judgement.ts";
import { seenBy } from "../detector/seen-by.ts";
import { stateSteps } from "../detector/step-states.ts";
import type { State, Verdict } from "../detector/verdict.ts";
import { runtime } from "../runtime.ts";
import type { SaidThen } from "../store/said-store.ts";
import { badRequest, type Problem } from "./problem.ts";

/** `?asOf=`: null for now. The future is not known yet. */
export function readAsOf(params: URLSearchParams): Result<UnixMs | null, Problem> {
  const given = params.get("asOf");
  if (given === null || given === "") return ok(null);
  const at = parseInstant(given);
  if (at === null) return err(badRequest("asOf", "must be a time by RFC 3339, such as 2026-11-23T14:00:00Z (in a query, write + as %2B)"));
  return at > runtime().clock() ? err(badRequest("asOf", `must not lie in the future; it is ${formatInstant(runtime().clock())}`)) : ok(at);
}

/** An order's executions as they were known then: what was said of them, and what of their facts had arrived. */
export async function executionsThen(
  key: string,
  executions: readonly JudgedExecution[],
  at: UnixMs,
): Promise<{ readonly judged: readonly JudgedExecution[]; readonly lost: number; readonly learntAt: UnixMs | null }> {
  const { said, chains } = runtime();
  const then = (await said.saidOf(key)).filter((one) => one.knownAt <= at && (one.until === null || one.until > at) && one.state !== null);
  const byId = new Map(executions.map((one) => [one.execution.id, one]));
  const byChain = new Map(chains.chains.map((chain) => [chain.id, chain]));
  const judged: JudgedExecution[] = [];
  for (const word of then) {
    const known = byId.get(word.executionId);
    const chain = byChain.get(word.chainId);
    const made = known && chain && chain.steps.length === known.execution.steps.length ? judgedThen(known, chain, word, at) : null;
    if (made) judged.push(made);
  }
  const learntAt = then.reduce<UnixMs | null>((last, one) => (last === null || one.learntAt > last ? one.learntAt : last), null);
  return { judged, lost: then.length - judged.length, learntAt };
}

function judgedThen({ execution, judgement }: JudgedExecution, chain: Chain, word: SaidThen, at: UnixMs): JudgedExecution | null {
  const seen = seenBy(execution, chain, at);
  const state = word.state;
  if (seen === null || state === null) return null;
  // It is said to this day, and its words do not count on.
  if (word.until === null && (state === "done" || state === "done-late")) return { execution: seen, judgement };
  const again = judge(seen, chain, contextAt(at));
  const isSame = again.state === state && again.cause === word.cause && again.stepId === word.stepId;
  return { execution: seen, judgement: isSame ? withWords(again, word) : fromWord(seen, chain, word, again, state) };
}

/** As if every service had been heard of: what was not provable then is told by what was said, not found out anew. */
const contextAt = (at: UnixMs) => ({ now: at, services: HEARD(at), laterChainMs: null, latestAttempt: true });

const HEARD = (at: UnixMs): ServiceKnowledge => ({
  heardUpTo: () => at,
  gap: () => null,
  down: () => null,
  sampling: () => null,
});

/** The very words of then where they were kept; the evidence of what had arrived is found again. */
function withWords(again: Judgement, { words }: SaidThen): Judgement {
  if (words === null || again.state === "late" || again.state === "slow") return again;
  return { ...again, verdict: { ...again.verdict, ...plainWords(words.text), isolated: words.isolated, confidence: words.confidence } };
}

const plainWords = (text: { readonly en: string; readonly ru: string }): Pick<Verdict, "text" | "parts"> => ({
  text,
  parts: { en: [{ text: text.en, evidence: null }], ru: [{ text: text.ru, evidence: null }] },
});

function fromWord(seen: JudgedExecution["execution"], chain: Chain, word: SaidThen, again: Judgement, state: State): Judgement {
  const index = chain.steps.findIndex((step) => step.id === word.stepId);
  const isOver = state === "done" || state === "done-late";
  const is = state === "failed" ? "failed" : state === "stuck" ? "missing" : state === "cannot-tell" ? "cannot-tell" : "pending";
  const text = word.words?.text ?? sayPlainly(chain, word, state);
  return {
    state,
    cause: word.cause,
    stepId: word.stepId,
    stepStates: stateSteps(
      seen,
      chain,
      index < 0 || isOver || seen.steps[index] ? { unseen: "cannot-tell" } : { at: index, is, unseen: "cannot-tell" },
    ),
    endedMs: isOver || state === "failed" ? seen.lastActivityMs : null,
    durationMs: isOver ? Math.max(0, seen.lastActivityMs - seen.startedMs) : null,
    judgeAgainAt: null,
    verdict: {
      ...{ chainId: chain.id, stepId: word.stepId, state, cause: word.cause, since: word.since },
      ...{ isolated: word.words?.isolated ?? null, confidence: word.words?.confidence ?? null },
      ...plainWords(text),
      evidence: again.state === state ? again.verdict.evidence : [],
    },
  };
}

/** `done` and `running` were said in words that are made of the state and the place. */
function sayPlainly(chain: Chain, word: SaidThen, state: State): { readonly en: string; readonly ru: string } {
  const step = chain.steps.find((one) => one.id === word.stepId)?.title;
  if (state === "done") return { en: `${chain.title.en}: done`, ru: `${chain.title.ru}: пройдено` };
  return {
    en: `${chain.title.en}: under way${step ? `, at ${step.en}` : ""}`,
    ru: `${chain.title.ru}: идёт${step ? `, шаг ${step.ru}` : ""}`,
  };
}
