"use client";

import type { ChainDashboardDto, ObjectiveDto } from "#lib/contract/dashboards";
import { highShareAxis } from "#lib/layout/charts/value-axis";
import { ChartFrame, Legend } from "../charts/chart-frame.tsx";
import { LineChart } from "../charts/line-chart.tsx";
import { chartWords } from "../charts/words.ts";
import { useText } from "../i18n/context.tsx";
import { BudgetBar } from "./budget-bar.tsx";
import type { Dash } from "./use-dash-view.ts";
import { useFormats } from "./use-formats.ts";
import { dashWords } from "./words.ts";

interface Props {
  readonly objective: ObjectiveDto;
  readonly trend: ChainDashboardDto["onTimeTrend"];
  readonly dash: Dash;
}

/** What was promised and what was kept: the share on time, the misses that are left, and how fast they are being used up. */
export function ObjectivePanel({ objective, trend, dash }: Props) {
  const words = useText(dashWords).chain;
  const charts = useText(chartWords);
  const { share, ms, number } = useFormats();
  const at = trend.times.map((time) => Date.parse(time));
  const stepMs = at.length > 1 ? at[1]! - at[0]! : 3_600_000;
  const missed = objective.total - objective.done;
  const allowed = Math.floor(objective.total * (1 - objective.objective));
  return (
    <ChartFrame
      testId="objective"
      title={words.objective}
      note={words.objectiveIs(share(objective.objective))}
      figures={
        objective.value !== null && (
          <b className={`num text-lg ${objective.value < objective.objective ? "text-stuck" : "text-done"}`}>{share(objective.value)}</b>
        )
      }
      table={{
        columns: [
          { key: "at", name: charts.time },
          { key: "onTime", name: words.onTime, format: share },
        ],
        rows: trend.times.map((time, i) => [time, trend.value[i] ?? null]),
      }}
      legend={
        <>
          <Legend colour="var(--done)">{words.onTime}</Legend>
          <Legend colour="var(--ink-2)" dashed>
            {words.objectiveIs(share(objective.objective))}
          </Legend>
        </>
      }
    >
      <LineChart
        label={words.objective}
        span={{ from: at[0] ?? dash.period.from, to: (at.at(-1) ?? dash.period.to) + stepMs }}
        zone={dash.zone}
        at={at}
        stepMs={stepMs}
        counts={trend.value.map(() => 1)}
        tracks={[
          { id: "on-time", name: words.onTime, colour: "var(--done)", values: trend.value },
          {
            id: "objective",
            name: words.objectiveIs(""),
            colour: "var(--ink-2)",
            values: trend.value.map(() => objective.objective),
            look: "objective",
          },
        ]}
        axis={highShareAxis([...trend.value, objective.objective])}
        format={share}
        height={170}
      />
      <div className="grid gap-x-6 gap-y-2 border-line border-t pt-3 pb-1 sm:grid-cols-2">
        <div>
          <BudgetBar left={objective.budgetLeft} />
          <p className="mt-1 text-ink-2 text-sm">{words.allowed(number(missed), number(allowed))}</p>
        </div>
        <div title={words.burnHint}>
          <p className="text-ink-2 text-sm">{words.burn}</p>
          <p className="flex flex-wrap gap-x-4">
            {objective.burnRates.map((burn) => (
              <span key={burn.windowMs} className="whitespace-nowrap text-sm">
                <b className={`num font-semibold ${burn.rate !== null && burn.rate > 1 ? "text-stuck" : ""}`}>
                  {burn.rate === null ? "–" : `×${number(Math.round(burn.rate * 10) / 10)}`}
                </b>{" "}
                <span className="text-ink-2">{words.burnWindow(ms(burn.windowMs))}</span>
              </span>
            ))}
          </p>
        </div>
      </div>
    </ChartFrame>
  );
}
