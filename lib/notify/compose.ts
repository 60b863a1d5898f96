import type { UnixMs } from "../base/time.ts";
import type { ChainSet } from "../chains/definition.ts";
import type { CaseRecord } from "../detector/cases/case.ts";
import type { CatchUpSummary } from "../detector/cases/catch-up.ts";
import type { CaseGroup } from "../detector/cases/group.ts";
import type { Phase } from "./bundle.ts";
import type { Message } from "./message.ts";
import type { Route } from "./routes.ts";
import { headline, WORDS } from "./words.ts";

export interface Composing {
  readonly chains: ChainSet;
  /** Masks what is personal in a text. */
  readonly mask: (text: string) => string;
  readonly baseUrl: string;
}

/** More names than these are a list that nobody reads. */
const ORDERS_NAMED = 5;
const CASES_MARKED = 200;
const GROUPS_NAMED = 10;

/** A group's message. `group`: those that hang; where it is over, those that did. */
export function composeGroup(route: Route, phase: Phase, group: CaseGroup, key: string, composing: Composing): Message {
  const { chains, mask, baseUrl } = composing;
  const words = WORDS[route.language];
  const { oldest, worst, mark, cases } = group;
  const place = placeOf(oldest, chains, route.language);
  const orders = cases.flatMap(({ orderId }) => (orderId === null ? [] : [orderId]));
  const lines = [
    worst.text[route.language],
    ...(cases.length > 1
      ? [words.since(minuteOf(oldest.breachAt)), ...(orders.length > 0 ? [words.orders(orders.slice(0, ORDERS_NAMED), orders.length)] : [])]
      : []),
    ...(mark.queue === null ? [] : [words.queue(mark.queue)]),
    ...(mark.consumerVersion === null ? [] : [words.version(mark.consumerVersion)]),
    ...(mark.errorExample === null ? [] : [words.error(mark.errorExample)]),
    ...(phase === "over" && cases.length === 1 && oldest.wasLateMs ? [words.wasLate(oldest.wasLateMs)] : []),
  ];
  return {
    key,
    phase,
    route: route.id,
    groupId: mark.id,
    language: route.language,
    severity: group.severity,
    count: cases.length,
    subject: oneLine(mask(`${headline(route.language, phase, oldest, cases.length)} · ${place}`)),
    lines: lines.map((line) => oneLine(mask(line))),
    url: cases.length === 1 ? `${baseUrl}/cases/${encodeURIComponent(oldest.id)}` : `${baseUrl}/board?group=${encodeURIComponent(mark.id)}`,
    startsAt: isoOf(oldest.breachAt),
    endsAt: phase === "over" ? isoOf(latestEnd(cases)) : null,
    labels: labelsOf(oldest, group, mask),
    caseIds: cases.slice(0, CASES_MARKED).map(({ id }) => id),
  };
}

/** Several groups in one: after quiet hours, or after an outage. */
export function composeSummary(
  route: Route,
  why: { readonly kind: "quiet" } | { readonly kind: "caught-up"; readonly summary: CatchUpSummary },
  groups: readonly CaseGroup[],
  key: string,
  at: UnixMs,
  { chains, mask, baseUrl }: Composing,
): Message {
  const words = WORDS[route.language];
  const count = groups.reduce((sum, { cases }) => sum + cases.length, 0);
  const lines = groups.slice(0, GROUPS_NAMED).map((group) => {
    const { oldest, cases } = group;
    return `${headline(route.language, "hangs", oldest, cases.length)} · ${placeOf(oldest, chains, route.language)}: ${words.since(minuteOf(oldest.breachAt))}`;
  });
  if (groups.length > GROUPS_NAMED) lines.push(words.more(groups.length - GROUPS_NAMED));
  const intro =
    why.kind === "quiet"
      ? words.afterQuiet(count)
      : words.afterOutage(
          why.summary.from === null ? null : minuteOf(why.summary.from),
          minuteOf(why.summary.to),
          count,
          why.summary.closed,
        );
  return {
    ...{ key, phase: "summary", route: route.id, groupId: null, language: route.language, count },
    severity: groups[0]?.severity ?? "minor",
    subject: intro,
    lines: lines.map((line) => oneLine(mask(line))),
    url: `${baseUrl}/board`,
    startsAt: isoOf(at),
    endsAt: groups.length === 0 ? isoOf(at) : null,
    labels: {},
    caseIds: groups.flatMap(({ cases }) => cases.map(({ id }) => id)).slice(0, CASES_MARKED),
  };
}

export function composeTest(route: Route, at: UnixMs, { baseUrl }: Composing): Message {
  const words = WORDS[route.language];
  return {
    ...{
      key: `test ${route.id} ${at}`,
      phase: "test",
      route: route.id,
      groupId: null,
      language: route.language,
      severity: "minor",
      count: 0,
    },
    ...{
      subject: words.test(route.id),
      lines: [words.testLine],
      url: `${baseUrl}/board`,
      startsAt: isoOf(at),
      endsAt: isoOf(at),
      labels: {},
      caseIds: [],
    },
  };
}

function placeOf({ chainId, stepId, kind, service }: CaseRecord, { chains }: ChainSet, language: "ru" | "en"): string {
  const chain = chains.find((one) => one.id === chainId);
  const step = chain?.steps.find((one) => one.id === stepId)?.title[language] ?? stepId;
  const title = chain?.title[language] ?? chainId;
  if (kind === "silent-service" && service !== null) return `${service} (${title})`;
  return step === null ? title : `${title} → ${step}`;
}

function labelsOf(record: CaseRecord, { worst, mark }: CaseGroup, mask: (text: string) => string): Readonly<Record<string, string>> {
  const known = {
    ...{ chain: record.chainId, step: record.stepId, kind: record.kind, state: worst.state, cause: worst.cause },
    ...{ service: record.service, queue: mark.queue, version: mark.consumerVersion },
  };
  return Object.fromEntries(Object.entries(known).flatMap(([key, value]) => (value === null ? [] : [[key, oneLine(mask(value))]])));
}

const latestEnd = (cases: readonly CaseRecord[]): number =>
  cases.reduce((latest, one) => Math.max(latest, one.recoveredAt ?? one.resolvedAt ?? one.breachAt), 0);

const isoOf = (at: number): string => new Date(at).toISOString();
/** As in verdicts: UTC, and said so. */
const minuteOf = (at: number): string => `${isoOf(at).slice(0, 16).replace("T", " ")} UTC`;
/** A name from a span may hold line ends and control characters: it must not look like a line of ours. */
const oneLine = (text: string): string => text.replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, " ").slice(0, 1_000);
