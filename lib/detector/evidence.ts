import type { UnixMs } from "../base/time.ts";
import { unixMs } from "../base/time.ts";
import type { Delivery } from "../chains/execution.ts";
import type { Unknown } from "./absence.ts";
import type { Usual } from "./baselines.ts";
import type { Meanwhile } from "./context.ts";
import type { EvidenceKey } from "./evidence-key.ts";
import type { Facts, Finding } from "./finding.ts";
import { sayLength } from "./quantities.ts";
import type { Evidence } from "./verdict.ts";
import type { Telling } from "./wording.ts";

type Note = Evidence["note"];

const note = (en: string, ru: string): Note => ({ en, ru });
const bySpan = (kind: EvidenceKey, span: Delivery, at: UnixMs, text: Note): Evidence => ({
  kind,
  traceId: span.traceId,
  spanId: span.spanId,
  at,
  note: text,
});
const byTime = (kind: EvidenceKey, at: UnixMs | null, text: Note): Evidence => ({ kind, traceId: null, spanId: null, at, note: text });

const stepNote = (step: { readonly title: Note } | null): Note =>
  step === null ? note("seen", "замечено") : note(`${step.title.en} reached`, `достигнут шаг «${step.title.ru}»`);

/** Everything behind a finding, in the order in which a reader would ask for it. */
export const gatherEvidence = (telling: Telling): readonly Evidence[] => [...evidenceOf(telling), ...formerWord(telling.finding)];

function evidenceOf({ execution, finding }: Telling): readonly Evidence[] {
  const { facts } = finding;
  switch (facts.kind) {
    case "ended": {
      const end = bySpan("ended", facts.last, facts.last.endMs, note("last step succeeded", "последний шаг выполнен"));
      return facts.slow === null ? [end] : [end, slowEvidence(execution.steps[facts.slow.index] ?? facts.last, facts.slow)];
    }
    case "went-on": {
      const later = byTime("later-chain", facts.laterMs, note("the order's next chain began", "началась следующая цепочка заказа"));
      if (facts.slow === null) return [later];
      const span = execution.steps[facts.slow.index];
      return span ? [later, slowEvidence(span, facts.slow)] : [later];
    }
    case "waiting":
      if (facts.seen === null) return [];
      return [
        bySpan("seen", facts.seen, facts.seen.reachedMs, stepNote(facts.at)),
        ...deadline(facts, "soft"),
        ...usualEvidence(facts.usual),
      ];
    case "retry-awaited":
      return [failureEvidence(facts.failure.seen, facts.failure.endMs)];
    case "failed":
      return [
        failureEvidence(facts.failure.seen, facts.failure.endMs),
        byTime("retry", unixMs(facts.failure.endMs + 120_000), note("no retry was seen up to here", "до этого момента повторов не было")),
        ...counted(facts.meanwhile),
      ];
    case "given-up":
      return [failureEvidence(facts.last, finding.since), ...counted(facts.meanwhile)];
    case "dead-lettered":
      return [
        {
          kind: "dead-letter",
          traceId: facts.letter.traceId,
          spanId: facts.letter.spanId,
          at: facts.letter.atMs,
          note: note("taken by the dead-letter queue's handler", "прочитано обработчиком очереди недоставленных"),
        },
        ...counted(facts.meanwhile),
      ];
    case "missing":
      return missingEvidence(facts, finding);
    case "unknown":
      return [bySpan("seen", facts.seen, facts.seen.reachedMs, stepNote(facts.at)), ...unknownEvidence(facts.why)];
  }
}

function formerWord({ was }: Finding): readonly Evidence[] {
  if (!was) return [];
  const word = was.state === "failed" ? note("failed", "сбой") : note("stuck", "завис");
  return [{ ...byTime("was", was.to, word), from: was.from }];
}

function counted(meanwhile: Meanwhile | null): readonly Evidence[] {
  if (meanwhile === null) return [];
  const { passed, hanging } = meanwhile;
  const words = note(`${passed} passed, ${hanging} hang`, `прошли: ${passed}, зависли: ${hanging}`);
  return [{ ...byTime("passed-meanwhile", null, words), counts: { passed, hanging } }];
}

function usualEvidence(usual: Usual | null): readonly Evidence[] {
  if (usual === null) return [];
  const { p50, p95, p99, samples } = usual;
  const words = note(
    `half within ${sayLength(p50, "en")}, 95 % within ${sayLength(p95, "en")}, 99 % within ${sayLength(p99, "en")}, of ${samples} passes`,
    `половина за ${sayLength(p50, "ru")}, 95 % за ${sayLength(p95, "ru")}, 99 % за ${sayLength(p99, "ru")}, проходов: ${samples}`,
  );
  return [{ ...byTime("usual", null, words), usual: { p50Ms: p50, p95Ms: p95, p99Ms: p99, samples } }];
}

const slowEvidence = (span: Delivery, slow: { readonly tookMs: number; readonly softMs: number }): Evidence =>
  bySpan(
    "slow",
    span,
    span.startMs,
    note(
      `took ${sayLength(slow.tookMs, "en")}, allowed ${sayLength(slow.softMs, "en")}`,
      `заняло ${sayLength(slow.tookMs, "ru")} при сроке ${sayLength(slow.softMs, "ru")}`,
    ),
  );

const failureEvidence = (span: Delivery, at: UnixMs): Evidence =>
  bySpan(
    "failed",
    span,
    at,
    span.status === "timeout" ? note("timed out", "превышено время ожидания") : note("ended in error", "завершился ошибкой"),
  );

function deadline(facts: Extract<Facts, { readonly kind: "waiting" | "missing" }>, which: "soft" | "hard"): readonly Evidence[] {
  const length = which === "soft" ? facts.next?.softMs : facts.next?.hardMs;
  if (length === null || length === undefined) return [];
  const at = unixMs(facts.clockMs + length);
  const words = note(`deadline ${sayLength(length, "en")}`, `срок ${sayLength(length, "ru")}`);
  return [{ ...byTime("deadline", at, words), from: facts.clockMs }];
}

function missingEvidence(facts: Extract<Facts, { readonly kind: "missing" }>, finding: Finding): readonly Evidence[] {
  const first = finding.cause === "never-consumed" ? "published" : "seen";
  const found: Evidence[] = [bySpan(first, facts.seen, facts.seen.reachedMs, stepNote(facts.at)), ...deadline(facts, "hard")];
  found.push(...usualEvidence(facts.usual));
  if (facts.heardMs !== null) {
    const service = facts.next.services[0] ?? facts.next.id;
    const words = note(`${service} was heard up to here`, `сервис ${service} слышен до этого момента`);
    found.push({ ...byTime("watermark", facts.heardMs, words), service });
  }
  if (facts.down !== null) {
    const { refused, unread, from } = facts.down;
    const words =
      refused > 0
        ? note(`${refused} calls to it were refused`, `отклонено вызовов к нему: ${refused}`)
        : note(`${unread} messages were read only after it`, `прочитано лишь после: ${unread} сообщ.`);
    found.push(byTime("refused-calls", from, words));
  }
  found.push(...counted(facts.meanwhile));
  if (facts.visibility !== null) {
    const { seen, wentOn } = facts.visibility;
    found.push(byTime("visibility", null, note(`seen in ${seen} of ${wentOn}`, `замечен в ${seen} из ${wentOn}`)));
  }
  return found;
}

function unknownEvidence(why: Unknown): readonly Evidence[] {
  switch (why.kind) {
    case "silent":
      return [byTime("silence", why.heardMs, note(`${why.service} last heard`, `последние данные от ${why.service}`))];
    case "sampled":
      return [byTime("sampling", null, note(`${why.service} keeps a share of its traces`, `${why.service} сохраняет лишь часть трасс`))];
    case "gap": {
      const found = [byTime("gap", why.gap.from, note(`telemetry of ${why.service} stops`, `телеметрия ${why.service} прерывается`))];
      if (why.gap.to !== null) found.push(byTime("gap-end", why.gap.to, note("telemetry is back", "телеметрия возобновилась")));
      if (why.gap.served > 0) {
        const { served } = why.gap;
        found.push(
          byTime("served-calls", null, note(`${served} calls to it were served meanwhile`, `обслужено вызовов за это время: ${served}`)),
        );
      }
      return found;
    }
  }
}
