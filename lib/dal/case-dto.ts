import "server-only";
import type { CaseDto, CaseEventDto } from "../contract/case.ts";
import { formatInstant, formatInstantOrNull } from "../contract/instant.ts";
import type { CaseEvent, CaseRecord } from "../detector/cases/case.ts";
import type { Verdict } from "../detector/verdict.ts";
import { runtime } from "../runtime.ts";
import { verdictToDto } from "./execution-dto.ts";
import { currentMasker } from "./masking.ts";

/** What is said of each case that is not resolved, as it is judged now: the sentence counts on while the case stands still. */
export async function readVerdicts(records: readonly CaseRecord[]): Promise<ReadonlyMap<string, Verdict>> {
  const open = records.filter((one) => one.state !== "resolved" && one.executionId !== null);
  const found = await runtime().index.executionsById(open.map((one) => one.executionId!));
  const verdicts = new Map<string, Verdict>();
  for (const one of open) {
    const judged = found.get(one.executionId!);
    if (judged) verdicts.set(one.id, judged.judgement.verdict);
  }
  return verdicts;
}

/** With histories and present verdicts. */
export async function casesToDto(records: readonly CaseRecord[]): Promise<CaseDto[]> {
  const [events, verdicts] = await Promise.all([runtime().cases.events(records.map((one) => one.id)), readVerdicts(records)]);
  return records.map((record) => caseToDto(record, events.get(record.id) ?? [], verdicts.get(record.id) ?? record.verdict));
}

export function caseToDto(record: CaseRecord, events: readonly CaseEvent[], verdict: Verdict): CaseDto {
  const masker = currentMasker();
  const { resolution } = record;
  return {
    id: record.id,
    group: record.group.id,
    orderId: record.orderId,
    executionId: record.executionId,
    chainId: record.chainId,
    stepId: record.stepId,
    state: record.state,
    severity: record.severity,
    openedAt: formatInstant(record.openedAt),
    acknowledgedAt: formatInstantOrNull(record.acknowledgedAt),
    resolvedAt: formatInstantOrNull(record.resolvedAt),
    owner: record.owner,
    verdict: verdictToDto(verdict),
    history: events.map(eventToDto),
    kind: record.kind,
    service: record.service === null ? null : masker.text(record.service),
    clocks: {
      breachAt: formatInstant(record.breachAt),
      detectedAt: formatInstant(record.detectedAt),
      notifiedAt: formatInstantOrNull(record.notifiedAt),
      acknowledgedAt: formatInstantOrNull(record.acknowledgedAt),
      recoveredAt: formatInstantOrNull(record.recoveredAt),
    },
    snoozedUntil: formatInstantOrNull(record.snoozedUntil),
    wasLateMs: record.wasLateMs,
    resolution: resolution && {
      by: resolution.by,
      actor: resolution.actor,
      reason: resolution.reason === null ? null : masker.text(resolution.reason),
    },
    falseAlarm: record.falseAlarm,
    reopened: record.reopened,
    confidence: verdict.confidence,
    attempt: record.attempt,
    silently: record.silently,
    version: record.version,
  };
}

/** A comment may name a customer: what people write is masked like everything else. Who wrote it is a colleague. */
const eventToDto = ({ at, actor, kind, text, detail }: CaseEvent): CaseEventDto => ({
  at: formatInstant(at),
  actor,
  kind,
  text: { ...text },
  detail: detail === null || kind === "assigned" ? detail : currentMasker().text(detail),
});
