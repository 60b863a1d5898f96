import { HOUR_MS, SECOND_MS, unixMs } from "../base/time.ts";
import { LAG_BUCKETS_MS } from "../pipeline/case-tally.ts";
import type { Runtime } from "../runtime.ts";

/** Two scrapers in one second ask the store once. */
const KEPT_MS = 5 * SECOND_MS;
const kept = new WeakMap<object, { readonly at: number; readonly text: Promise<string> }>();

/** Orders and cases as Prometheus text: how many stand or hang where, and how soon that is found. */
export function caseMetrics(runtime: Runtime): Promise<string> {
  const now = runtime.clock();
  const known = kept.get(runtime.cases);
  if (known && Math.abs(now - known.at) < KEPT_MS) return known.text;
  const text = write(runtime);
  kept.set(runtime.cases, { at: now, text });
  text.catch(() => kept.delete(runtime.cases));
  return text;
}

async function write({ index, cases, caseTally, clock }: Runtime): Promise<string> {
  const lastHour = unixMs(clock() - HOUR_MS);
  const [places, counts] = await Promise.all([
    index.countPlaces(["running", "slow", "late", "cannot-tell"], lastHour),
    cases.countOpen(lastHour),
  ]);
  const orders = new Map<string, number>();
  const add = (into: Map<string, number>, labels: string, count: number) => into.set(labels, (into.get(labels) ?? 0) + count);
  for (const { chainId, stepId, state, count } of places) add(orders, labelsOf({ chain: chainId, step: stepId ?? "", state }), count);
  const open = new Map<string, number>();
  for (const one of counts) {
    // What hangs is counted by its cases: what a person has dealt with hangs no more.
    if (one.kind === "execution") add(orders, labelsOf({ chain: one.chainId, step: one.stepId ?? "", state: one.hangs }), one.count);
    add(open, labelsOf({ chain: one.chainId, state: one.state, severity: one.severity, kind: one.kind }), one.count);
  }
  const { lag } = caseTally;
  const seconds = (ms: number) => String(ms / SECOND_MS);
  return [
    ...family(
      "loupe_orders",
      "gauge",
      "Latest attempts that are not done, by where they stand; stuck and failed: those with a case that is not resolved",
      [...orders],
    ),
    ...family("loupe_cases", "gauge", "Cases that are not resolved", [...open]),
    ...family("loupe_cases_opened_total", "counter", "Cases opened since the start", [["", caseTally.opened]]),
    ...family("loupe_cases_reopened_total", "counter", "Cases that hung again within 15 minutes", [["", caseTally.reopened]]),
    ...family("loupe_cases_resolved_total", "counter", "Cases closed since the start, by whom", [
      ['{by="loupe"}', caseTally.recovered],
      ['{by="person"}', caseTally.resolvedByPerson],
    ]),
    ...family("loupe_false_alarms_total", "counter", "Cases that a person called a false alarm", [["", caseTally.falseAlarms]]),
    ...family("loupe_last_evaluation_timestamp_seconds", "gauge", "When cases were last decided", [
      ["", (caseTally.evaluatedAt ?? 0) / SECOND_MS],
    ]),
    "# HELP loupe_detection_lag_seconds From when it could be known (deadline and watermark) to the opening of the case",
    "# TYPE loupe_detection_lag_seconds histogram",
    ...LAG_BUCKETS_MS.map((bound, at) => `loupe_detection_lag_seconds_bucket{le="${seconds(bound)}"} ${lag.buckets[at] ?? 0}`),
    `loupe_detection_lag_seconds_bucket{le="+Inf"} ${lag.count}`,
    `loupe_detection_lag_seconds_sum ${seconds(lag.sum)}`,
    `loupe_detection_lag_seconds_count ${lag.count}`,
    "",
  ].join("\n");
}

const family = (name: string, type: string, help: string, samples: readonly (readonly [string, number])[]): readonly string[] => [
  `# HELP ${name} ${help}`,
  `# TYPE ${name} ${type}`,
  ...samples.map(([labels, value]) => `${name}${labels} ${value}`),
];

const labelsOf = (labels: Readonly<Record<string, string>>): string =>
  `{${Object.entries(labels)
    .map(([key, value]) => `${key}="${escapeLabel(value)}"`)
    .join(",")}}`;

/** Prometheus' exposition format: backslash, quote and line end are escaped in label values. */
export const escapeLabel = (value: string): string => value.replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("\n", "\\n");
