import { err, ok, type Result } from "../../base/result.ts";
import type { UnixMs } from "../../base/time.ts";
import type { Bilingual, CaseChange, CaseEvent, CaseRecord } from "./case.ts";

/** What a person does with a case. */
export type CaseAct =
  | { readonly kind: "acknowledge" }
  | { readonly kind: "assign"; readonly owner: string | null }
  | { readonly kind: "comment"; readonly text: string }
  | { readonly kind: "snooze"; readonly until: UnixMs }
  | { readonly kind: "resolve"; readonly reason: string; readonly falseAlarm: boolean };

export interface ActFault {
  readonly field: string;
  readonly detail: string;
  /** It clashes with what the case has become, not with what can be asked. */
  readonly conflict: boolean;
}

/** Longer than a week, it should be resolved with a reason. */
const LONGEST_SNOOZE_MS = 7 * 24 * 3_600_000;

export function actOnCase(latest: CaseRecord, act: CaseAct, actor: string, now: UnixMs): Result<CaseChange, ActFault> {
  const event = (kind: CaseEvent["kind"], text: Bilingual, detail: string | null = null): CaseEvent => ({
    at: now,
    actor,
    kind,
    text,
    detail,
  });
  const change = (fields: Partial<CaseRecord>, ...events: readonly CaseEvent[]): Result<CaseChange, ActFault> =>
    ok({ record: { ...latest, ...fields, version: latest.version + 1 }, events });
  if (act.kind === "comment") return change({}, event("commented", { en: "commented", ru: "комментарий" }, act.text));
  if (latest.state === "resolved")
    return err({ field: "state", detail: "is resolved: a case that hangs again opens by itself", conflict: true });
  switch (act.kind) {
    case "acknowledge":
      if (latest.state === "acknowledged") return err({ field: "state", detail: "is acknowledged already", conflict: true });
      return change(
        { state: "acknowledged", snoozedUntil: null, acknowledgedAt: latest.acknowledgedAt ?? now, owner: latest.owner ?? actor },
        event("acknowledged", { en: "acknowledged", ru: "взят в работу" }),
      );
    case "assign":
      return change(
        { owner: act.owner },
        act.owner === null
          ? event("assigned", { en: "nobody's now", ru: "ответственный снят" })
          : event("assigned", { en: `assigned to ${act.owner}`, ru: `ответственный: ${act.owner}` }, act.owner),
      );
    case "snooze":
      if (act.until <= now) return err({ field: "until", detail: "must lie in the future", conflict: false });
      if (act.until - now > LONGEST_SNOOZE_MS) return err({ field: "until", detail: "must not be more than 7 days away", conflict: false });
      return change(
        { state: "snoozed", snoozedUntil: act.until, acknowledgedAt: latest.acknowledgedAt ?? now },
        event("snoozed", { en: "snoozed", ru: "отложен" }, new Date(act.until).toISOString()),
      );
    case "resolve":
      return change(
        {
          state: "resolved",
          snoozedUntil: null,
          resolvedAt: now,
          acknowledgedAt: latest.acknowledgedAt ?? now,
          falseAlarm: act.falseAlarm,
          resolution: { by: "person", actor, reason: act.reason },
        },
        event(
          "resolved",
          act.falseAlarm ? { en: "resolved: a false alarm", ru: "закрыт: ложная тревога" } : { en: "resolved", ru: "закрыт" },
          act.reason,
        ),
      );
  }
}
