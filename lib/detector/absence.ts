import { type Ms, type UnixMs, unixMs } from "../base/time.ts";
import type { TraceId } from "../trace/span.ts";
import { ALLOWED_LATENESS_MS, type DownTime, type JudgeContext, type Sampling, SILENCE_AFTER_MS, type TelemetryGap } from "./context.ts";
import { isKept } from "./sampling.ts";

/**
 * May a span that was not seen be called missing? Rules 3 and 4, for one service and one window [from, to] in which it could have come:
 *
 *   pending   the service's watermark has not passed the window yet
 *   proven    it has, and nothing withheld the span: it is missing (with `down`: callers say that the service is not there)
 *   unknown   a telemetry gap overlaps the window, the trace was sampled out, or the service is silent
 */
export type Absence =
  | { readonly kind: "pending"; readonly heardMs: UnixMs | null }
  | { readonly kind: "proven"; readonly heardMs: UnixMs | null; readonly down: DownTime | null }
  | { readonly kind: "unknown"; readonly why: Unknown };

export type Unknown =
  | { readonly kind: "gap"; readonly service: string; readonly gap: TelemetryGap }
  | { readonly kind: "silent"; readonly service: string; readonly heardMs: UnixMs | null }
  | { readonly kind: "sampled"; readonly service: string; readonly sampling: Sampling };

export interface AbsenceQuestion {
  readonly services: readonly string[];
  readonly from: UnixMs;
  readonly to: UnixMs;
  /** The trace in which the span would lie; null where a new one may have been begun (across a broker). */
  readonly traceId: TraceId | null;
  /** How much earlier the span may lie than `from` says: it is another service's clock that says it. */
  readonly clockDoubtMs: Ms;
  /** A retry within a trace that was kept is kept as well: sampling explains nothing. */
  readonly ignoreSampling?: boolean;
}

export function askAbsence(question: AbsenceQuestion, context: JudgeContext): Absence {
  const heard = question.services.filter((service) => context.services.heardUpTo(service) !== null);
  const anyOf = heard.length > 0 ? heard : question.services.slice(0, 1);
  const steady = anyOf.filter((service) => context.services.steady?.(service) ?? true);
  // Where a step is anybody's who sits at one of many desks, one who is away hides nothing while the others are heard.
  if (anyOf.length > 1 && steady.length === 0) return askDesks(anyOf, question, context);
  const awaited = anyOf.length > 1 ? steady : anyOf;
  let answer: Absence = { kind: "proven", heardMs: null, down: null };
  for (const service of awaited) {
    const one = askService(service, question, context);
    if (one.kind === "pending") return one;
    if (one.kind === "unknown" || answer.kind === "proven") answer = answer.kind === "unknown" ? answer : one;
  }
  return answer;
}

function askDesks(desks: readonly string[], question: AbsenceQuestion, context: JudgeContext): Absence {
  const answers = desks.map((desk) => askService(desk, question, context));
  return answers.find(({ kind }) => kind === "proven") ?? answers.find(({ kind }) => kind === "pending") ?? answers[0]!;
}

function askService(service: string, question: AbsenceQuestion, context: JudgeContext): Absence {
  const { services, now } = context;
  const { to } = question;
  const from = unixMs(question.from - question.clockDoubtMs);
  const heardMs = services.heardUpTo(service);
  if (heardMs === null || heardMs - ALLOWED_LATENESS_MS < to) {
    if (now < to + SILENCE_AFTER_MS) return { kind: "pending", heardMs };
    // Spans arrive at most the allowed lateness after their end: heard of beyond the window, and waited that long, is as good as a watermark.
    if (heardMs === null || heardMs < to) {
      const down = services.down(service, from, to);
      if (down !== null) return { kind: "proven", heardMs, down };
      return { kind: "unknown", why: { kind: "silent", service, heardMs } };
    }
    // A failed query proves nothing: what was late may have come meanwhile, unread.
    if (context.readUpTo != null && context.readUpTo < to + SILENCE_AFTER_MS) return { kind: "pending", heardMs };
  }
  const gap = services.gap(service, from, to);
  if (gap !== null) return { kind: "unknown", why: { kind: "gap", service, gap } };
  if (question.ignoreSampling !== true) {
    const sampling = services.sampling(service, from, to);
    if (sampling !== null && !mustBeKept(question.traceId, sampling))
      return { kind: "unknown", why: { kind: "sampled", service, sampling } };
  }
  return { kind: "proven", heardMs, down: services.down(service, from, to) };
}

const mustBeKept = (traceId: TraceId | null, sampling: Sampling): boolean =>
  traceId !== null && sampling.threshold !== null && isKept(traceId, sampling.threshold);
