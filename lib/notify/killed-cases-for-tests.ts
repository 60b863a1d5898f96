import { SECOND_MS, type UnixMs, unixMs } from "../base/time.ts";
import type { CaseChange } from "../detector/cases/case.ts";

/** For `killed.integration.test.ts`: who is told. */
export const ROUTES = ["one", "two", "three"];

export const groupOf = (number: number): string => String(number).padStart(20, "g");

/** A case in a group of its own, so that each must be told once, by each route. */
export function killedCase(number: number, now: UnixMs): CaseChange {
  const id = String(number).padStart(20, "0");
  // Long enough ago that nobody waits for more of its kind.
  const at = unixMs(now - 10 * SECOND_MS);
  const place = { chainId: "price-calculation", stepId: "crm-api" };
  const none = { notifiedAt: null, acknowledgedAt: null, recoveredAt: null, resolvedAt: null, snoozedUntil: null, wasLateMs: null };
  return {
    record: {
      ...{ id, kind: "execution", subject: `price-calculation:${number}:1`, nth: 1, ...place, ...none },
      group: { id: groupOf(number), queue: null, consumerVersion: null, error: null, errorExample: null },
      ...{ orderId: String(number), executionId: `price-calculation:${number}:1`, attempt: 1, service: "crm-api" },
      ...{ state: "open", severity: "minor", openedAt: at, breachAt: at, detectedAt: at, owner: null, resolution: null },
      ...{ falseAlarm: false, reopened: 0, silently: false, facets: [], version: 1 },
      verdict: {
        ...{ ...place, state: "stuck", cause: "never-consumed", since: at, isolated: true, confidence: null },
        ...{ text: { en: `order ${number} hangs`, ru: `заказ ${number} висит` }, parts: { en: [], ru: [] }, evidence: [] },
      },
    },
    events: [{ at, actor: "loupe", kind: "opened", text: { en: "opened", ru: "открыт" }, detail: null }],
  };
}
