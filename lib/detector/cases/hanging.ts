import { type Ms, type UnixMs, unixMs } from "../../base/time.ts";
import type { Chain } from "../../chains/definition.ts";
import type { Facet } from "../../chains/execution.ts";
import { ALLOWED_LATENESS_MS, RETRY_WITHIN_MS } from "../context.ts";
import type { JudgedExecution } from "../judgement.ts";
import type { Verdict } from "../verdict.ts";
import type { Alarm, CaseKind, GroupMark } from "./case.ts";
import { facetsOf } from "./facets.ts";
import { markAlarm, markExecution } from "./fingerprint.ts";

/** What was found to hang at one evaluation. */
export interface Hang {
  readonly kind: CaseKind;
  readonly subject: string;
  readonly chainId: string;
  readonly stepId: string | null;
  readonly orderId: string | null;
  readonly executionId: string | null;
  readonly attempt: number | null;
  readonly service: string | null;
  readonly breachAt: UnixMs;
  /** The earliest moment at which it could be known, by its own times: deadline and watermark. */
  readonly provableAt: UnixMs;
  readonly group: GroupMark;
  readonly verdict: Verdict;
  readonly facets: readonly Facet[];
  /** It is a request, not an order: it ends by itself. */
  readonly passing: boolean;
  /** Whether it is alone: the verdict's own word, else what the crowd says (`crowd.ts`); null where nobody can say. */
  readonly isolated: boolean | null;
}

/** Why a subject does not hang (any more). */
export type Well =
  | { readonly why: "reached"; readonly at: UnixMs }
  | { readonly why: "superseded"; readonly byAttempt: number }
  | { readonly why: "cannot-tell" }
  | { readonly why: "gone" }
  | { readonly why: "over" };

/** Nobody looks at an operator's list that failed so long ago. */
export const REQUEST_CASE_MS: Ms = 2 * 3_600_000;

/** Only the latest attempt of an order hangs: an earlier one was given up by whoever asked again. */
export function lookAt(judged: JudgedExecution, latestAttempt: number, chain: Chain, now: UnixMs): Hang | Well {
  const { execution, judgement } = judged;
  const { state, verdict } = judgement;
  if (execution.attempt < latestAttempt) return { why: "superseded", byAttempt: latestAttempt };
  if (state === "cannot-tell") return { why: "cannot-tell" };
  if (state !== "stuck" && state !== "failed") return { why: "reached", at: judgement.endedMs ?? execution.lastActivityMs };
  const passing = chain.keyedBy === "trace";
  if (passing && now - verdict.since > REQUEST_CASE_MS) return { why: "over" };
  return {
    kind: "execution",
    subject: execution.id,
    chainId: execution.chainId,
    stepId: judgement.stepId,
    orderId: execution.orderId,
    executionId: execution.id,
    attempt: execution.attempt,
    service: serviceOf(judged, chain),
    breachAt: verdict.since,
    provableAt: provableAt(judged),
    group: markExecution(judged, chain),
    verdict,
    facets: facetsOf(execution),
    passing,
    isolated: verdict.isolated,
  };
}

export const lookAtAlarm = (alarm: Alarm): Hang => ({
  kind: alarm.kind,
  subject: subjectOf(alarm),
  chainId: alarm.chainId,
  stepId: alarm.stepId,
  orderId: null,
  executionId: null,
  attempt: null,
  service: alarm.service,
  breachAt: alarm.since,
  provableAt: alarm.since,
  group: markAlarm(alarm),
  verdict: {
    chainId: alarm.chainId,
    stepId: alarm.stepId,
    state: alarm.state ?? "cannot-tell",
    cause: alarm.kind === "silent-service" ? "telemetry-gap" : null,
    since: alarm.since,
    isolated: false,
    confidence: alarm.confidence,
    text: alarm.text,
    parts: { en: [{ text: alarm.text.en, evidence: null }], ru: [{ text: alarm.text.ru, evidence: null }] },
    evidence: alarm.evidence,
  },
  facets: [],
  passing: false,
  isolated: false,
});

export const subjectOf = ({ kind, service, chainId }: Pick<Alarm, "kind" | "service" | "chainId">): string =>
  kind === "silent-service" ? `service:${service}` : `volume:${chainId}`;

export const isHang = (sight: Hang | Well): sight is Hang => !("why" in sight);

/** A missing step is known when its service was heard beyond the deadline by the allowed lateness; a failure, when no retry was heard of likewise. */
function provableAt({ judgement }: JudgedExecution): UnixMs {
  const { since } = judgement.verdict;
  switch (judgement.cause) {
    case "never-consumed":
    case "silent":
      return unixMs(since + ALLOWED_LATENESS_MS);
    case "dead-lettered":
    case "consumer-failing":
      return since;
    default:
      return unixMs(since + RETRY_WITHIN_MS + ALLOWED_LATENESS_MS);
  }
}

/** Who failed, else who is waited for. */
function serviceOf({ execution, judgement }: JudgedExecution, chain: Chain): string | null {
  const index = chain.steps.findIndex((step) => step.id === judgement.stepId);
  return execution.steps[index]?.service ?? chain.steps[index]?.services[0] ?? null;
}
