import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { after, test } from "node:test";
import { parse } from "yaml";
import { unixMs } from "../base/time.ts";
import { countLag, createCaseTally } from "../pipeline/case-tally.ts";
import type { Runtime } from "../runtime.ts";
import type { CaseCount } from "../store/case-store.ts";
import { openStore } from "../store/open.ts";
import { caseMetrics } from "./case-metrics.ts";

const NOW = unixMs(Date.UTC(2026, 10, 23, 12));
const store = await openStore({ url: "sqlite::memory:", clock: () => NOW });
after(() => store.close());

const counted: CaseCount = {
  ...{ chainId: 'odd"chain\n', stepId: "crm-api", state: "open", severity: "critical", kind: "execution", hangs: "stuck" },
  ...{ count: 41, recent: 3, oldestBreach: NOW },
};
const tally = createCaseTally();
Object.assign(tally, { opened: 44, recovered: 3, resolvedByPerson: 2, falseAlarms: 1, evaluatedAt: NOW });
for (const ms of [900, 4_000, 14_000, 400_000]) countLag(tally, ms);

const runtimeOf = (counts: readonly CaseCount[]) =>
  ({ index: store.index, cases: { countOpen: async () => counts }, caseTally: tally, clock: () => NOW }) as unknown as Runtime;

test("orders and cases are told by where they are, whatever a chain is called, and how soon they were found", async () => {
  const text = await caseMetrics(runtimeOf([counted, { ...counted, severity: "minor", count: 1 }]));
  assert.match(text, /^loupe_orders\{chain="odd\\"chain\\n",step="crm-api",state="stuck"\} 42$/m);
  assert.match(text, /^loupe_cases\{chain="odd\\"chain\\n",state="open",severity="critical",kind="execution"\} 41$/m);
  assert.match(text, /^loupe_detection_lag_seconds_bucket\{le="15"\} 3$/m);
  assert.match(text, /^loupe_detection_lag_seconds_bucket\{le="\+Inf"\} 4$/m);
  assert.match(text, /^loupe_cases_resolved_total\{by="person"\} 2$/m);
  for (const line of text.split("\n")) assert.match(line, /^$|^# (HELP|TYPE) |^\w+(\{(\w+="(\\.|[^"\\])*",?)*\})? [\d.e+-]+$/);
});

test("a case that is no execution's hangs no order", async () => {
  const text = await caseMetrics(runtimeOf([{ ...counted, kind: "silent-service" }]));
  assert.doesNotMatch(text, /^loupe_orders\{/m);
  assert.match(text, /^loupe_cases\{.*kind="silent-service"\} 41$/m);
});

interface Rule {
  readonly alert: string;
  readonly expr: string;
  readonly labels: { readonly severity: string };
  readonly annotations: { readonly summary: string; readonly summary_ru: string };
}

test("the alert rules are whole, and ask for metrics and labels that there are", () => {
  const here = import.meta.dirname;
  const file = readFileSync(join(here, "../../docs/prometheus/loupe-alerts.yaml"), "utf8");
  const rules = (parse(file) as { readonly groups: readonly { readonly rules: readonly Rule[] }[] }).groups.flatMap((group) => group.rules);
  assert.ok(rules.length >= 8, `saw ${rules.length}`);
  assert.equal(new Set(rules.map(({ alert }) => alert)).size, rules.length);
  const served = ["case-metrics.ts", "source-metrics.ts", "notify-metrics.ts"]
    .map((name) => readFileSync(join(here, name), "utf8"))
    .join("");
  const known = new Set(["severity", "state", "chain", "step", "kind", "source", "service", "le", "job", "by"]);
  for (const { alert, expr, labels, annotations } of rules) {
    assert.match(alert, /^Loupe[A-Z]/);
    assert.ok(["critical", "warning"].includes(labels.severity), alert);
    assert.ok(annotations.summary.length > 10 && /[а-я]/.test(annotations.summary_ru), alert);
    for (const name of expr.match(/\bloupe_\w+/g) ?? []) assert.ok(served.includes(name), `${alert} asks for ${name}`);
    const matched = [...expr.matchAll(/(\w+)(?:=~?|!=~?)"/g)].map(([, label]) => label!);
    const grouped = [...expr.matchAll(/by \(([^)]*)\)/g)].flatMap(([, list]) => list!.split(/,\s*/));
    for (const label of [...matched, ...grouped]) assert.ok(known.has(label), `${alert} asks for the label ${label}`);
    assert.equal(expr.split("(").length, expr.split(")").length, alert);
    for (const [, label] of `${annotations.summary}${annotations.summary_ru}`.matchAll(/\$labels\.(\w+)/g))
      assert.ok(expr.includes(`${label}`) || /^loupe_(source|watermark)/.test(expr), `${alert} has no ${label}`);
  }
});
