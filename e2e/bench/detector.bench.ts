/**
 * The detector against ground truth that it cannot see, how fast it judges, and what a round costs beside how much history:
 * `npm run bench:detector` (or the file with [orders over all seeds, default 20,000] [executions of history, default 1,000,000]).
 * The company runs through store and pipeline at a virtual clock, judged every ten seconds (as it runs, twice a second: a lag here is up to ten
 * seconds longer than there). Fails where a figure falls short.
 */
import { HOUR_MS, unixMs } from "#lib/base/time";
import { replay } from "#lib/demo/replay/replay";
import { BUSINESS_NAMES, PERIOD_NAMES } from "#lib/demo/scenarios";
import { measureJudging, measureRounds } from "./judging-cost.ts";

const ORDERS = Number(process.argv[2] ?? 20_000);
const HISTORY = Number(process.argv[3] ?? 1_000_000);
const SEEDS = [101, 202, 303];
/** Every scenario, and each period of telemetry, comes in any three hours. */
const HOURS = 3.5;
const ORDERS_A_MINUTE = ORDERS / SEEDS.length / (HOURS * 60);
const to = unixMs(Date.UTC(2026, 10, 23, 12));
const from = unixMs(to - HOURS * HOUR_MS);

const sum = { due: 0, right: 0, missed: 0, wrong: 0, causeRight: 0 };
const lags: number[] = [];
const accused: string[] = [];
const short: string[] = [];
const seen = new Set<string>();
for (const seed of SEEDS) {
  const run = await replay({ seed, ordersPerMinute: ORDERS_A_MINUTE, from, to, mode: "live", stepMs: 10_000 });
  const { right, missed, wrong, causeRight } = run.alarms;
  sum.due += run.due;
  for (const [key, value] of Object.entries({ right, missed, wrong, causeRight })) sum[key as keyof typeof sum] += value;
  lags.push(...run.lagsMs);
  accused.push(...run.accusations);
  for (const name of run.scenarios.keys()) seen.add(name);
  const spent = `${Math.round(run.pipelineMs / 1_000)} s of pipeline for ${HOURS} h, ${run.spans} spans`;
  console.log(`seed ${seed}: ${run.due} due, ${run.wrong.length} wrong in any word, ${run.accusations.length} accused meanwhile; ${spent}`);
  for (const line of [...run.wrong, ...run.accusations, ...run.problems].slice(0, 5)) console.log(`  ${line}`);
}

const percent = (part: number, whole: number): number => (whole === 0 ? 100 : (100 * part) / whole);
lags.sort((a, b) => a - b);
const lagAt = (share: number): number => (lags[Math.min(lags.length - 1, Math.floor(share * lags.length))] ?? 0) / 1_000;
tell(`recall of stuck and failed, ${sum.right + sum.missed} of them`, percent(sum.right, sum.right + sum.missed), "%", (is) => is === 100);
tell("precision", percent(sum.right, sum.right + sum.wrong), "%", (is) => is >= 99.9);
tell("cause and place right", percent(sum.causeRight, sum.right), "%", (is) => is >= 99);
const byTelemetry = accused.filter((line) => PERIOD_NAMES.some((name) => line.includes(name)));
tell("wrongly accused under a telemetry scenario, even for a moment", byTelemetry.length, "", (is) => is === 0);
tell(`lag beyond deadline and watermark, 95th percentile of ${lags.length}`, lagAt(0.95), "s", (is) => is <= 15);
console.log(`  median ${lagAt(0.5).toFixed(1)} s, most ${lagAt(1).toFixed(1)} s`);
const absent = [...BUSINESS_NAMES, ...PERIOD_NAMES].filter((name) => !seen.has(name));
tell(`scenarios among ${sum.due} rows that were due`, seen.size, "", () => absent.length === 0);

tell("executions judged a second, on one core", await measureJudging(), "", (is) => is >= 5_000);
const rounds = await measureRounds([HISTORY / 100, HISTORY / 10, HISTORY], 1_000, 4_000);
for (const { history, open, medianMs } of rounds)
  console.log(`a round that judges ${open} open executions beside ${history} of history: ${medianMs.toFixed(0)} ms`);
const cost = (history: number, open: number) => rounds.find((one) => one.history === history && one.open === open)!.medianMs;
tell("a round beside 100 times the history, in times", cost(HISTORY, 1_000) / cost(HISTORY / 100, 1_000), "", (is) => is < 2);

if (short.length > 0) {
  console.error(`Short of: ${short.join("; ")}`);
  process.exitCode = 1;
}

function tell(what: string, is: number, unit: string, enough: (is: number) => boolean): void {
  console.log(`${what.padEnd(70)} ${Number.isInteger(is) ? is : is.toFixed(2)} ${unit}`);
  if (!enough(is)) short.push(what);
}
