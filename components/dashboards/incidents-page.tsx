"use client";

import type { IncidentsDto } from "#lib/contract/dashboards";
import { offsetAt } from "#lib/layout/charts/zone";
import { ChartFrame } from "../charts/chart-frame.tsx";
import { WeekMatrix } from "../charts/week-matrix.tsx";
import { useLang, useText, useWords } from "../i18n/context.tsx";
import { nameZone } from "../i18n/format.ts";
import { useChainNames } from "../ui/chains.tsx";
import { DashFrame } from "./dash-frame.tsx";
import { CardSkeleton, Loaded } from "./loaded.tsx";
import { LongestIncidents } from "./longest-incidents.tsx";
import { useIncidents } from "./queries.ts";
import { type Dash, useDash } from "./use-dash-view.ts";
import { useFormats } from "./use-formats.ts";
import { dashWords } from "./words.ts";

export function IncidentsPage() {
  const words = useText(dashWords);
  const dash = useDash();
  const query = useIncidents(dash.period, offsetAt(dash.period.to, dash.zone) / 60_000);
  return (
    <DashFrame title={words.title.incidents} dash={dash}>
      <Loaded query={query} skeleton={<CardSkeleton height={220} count={3} className="grid gap-3" />}>
        {(data) => (data.all.cases === 0 ? <NoIncidents /> : <Incidents data={data} dash={dash} />)}
      </Loaded>
    </DashFrame>
  );
}

function NoIncidents() {
  const words = useText(dashWords).incident;
  return (
    <div className="card px-6 py-10" role="status">
      <p className="font-semibold text-lg">{words.none}</p>
      <p className="text-ink-2">{words.noneHint}</p>
    </div>
  );
}

function Incidents({ data, dash }: { readonly data: IncidentsDto; readonly dash: Dash }) {
  const words = useText(dashWords).incident;
  const lang = useLang();
  const { causes } = useWords();
  const names = useChainNames();
  const { ms, number } = useFormats();
  const or = (value: number | null) => (value === null ? "–" : ms(value));
  const cases = data.byHourOfWeek.map((hours) => hours.map((hour) => (hour.cases > 0 ? hour.cases : null)));
  return (
    <>
      <div className="grid gap-3 md:grid-cols-3" data-testid="reaction">
        <Big title={words.cases} value={number(data.all.cases)} />
        <Big
          title={words.ack}
          value={or(data.all.toAcknowledgeMs)}
          detail={`${words.p50} ${or(data.all.acknowledgeP50Ms)} · p95 ${or(data.all.acknowledgeP95Ms)}`}
        />
        <Big
          title={words.resolve}
          value={or(data.all.toResolveMs)}
          detail={`${words.p50} ${or(data.all.resolveP50Ms)} · p95 ${or(data.all.resolveP95Ms)}`}
        />
      </div>
      <div className="grid items-start gap-3 xl:grid-cols-2">
        <Reactions title={words.byChain} rows={data.byChain.map((row) => ({ ...row, name: names.chain(row.chainId) }))} />
        <Reactions
          title={words.byCause}
          rows={data.byCause.map((row) => ({ ...row, name: row.cause ? causes[row.cause] : words.noCause }))}
        />
      </div>
      <ChartFrame
        testId="by-hour"
        pictures={false}
        title={words.byHour}
        note={words.byHourNote(nameZone(dash.zone, lang, dash.period.to))}
        table={{
          columns: [
            { key: "day", name: "1–7" },
            { key: "hour", name: "0–23" },
            { key: "cases", name: words.cases, format: number },
            { key: "toAcknowledgeMs", name: words.ack, format: ms },
            { key: "toResolveMs", name: words.resolve, format: ms },
          ],
          rows: data.byHourOfWeek.flatMap((hours, day) =>
            hours.map((hour, h) => [day + 1, h, hour.cases, hour.toAcknowledgeMs, hour.toResolveMs]),
          ),
        }}
      >
        <WeekMatrix label={words.byHour} values={cases} format={(value) => `${number(value)} ${words.cases}`} colour="var(--stuck)" />
      </ChartFrame>
      <LongestIncidents longest={data.longest} zone={dash.zone} />
    </>
  );
}

function Big({ title, value, detail }: { readonly title: string; readonly value: string; readonly detail?: string }) {
  return (
    <section className="card px-4 py-3">
      <h2 className="text-ink-2 text-sm">{title}</h2>
      <p className="font-semibold text-2xl leading-tight tracking-tight tabular-nums">{value}</p>
      {detail && <p className="num text-ink-2 text-sm">{detail}</p>}
    </section>
  );
}

interface Reaction {
  readonly name: string;
  readonly cases: number;
  readonly toAcknowledgeMs: number | null;
  readonly toResolveMs: number | null;
}

function Reactions({ title, rows }: { readonly title: string; readonly rows: readonly Reaction[] }) {
  const words = useText(dashWords).incident;
  const { ms, number } = useFormats();
  const most = Math.max(1, ...rows.map((row) => row.toResolveMs ?? row.toAcknowledgeMs ?? 0));
  return (
    <section className="card relative overflow-x-auto" aria-label={title}>
      <h2 className="px-3 pt-3 font-semibold text-base">{title}</h2>
      <table className="list">
        <thead>
          <tr>
            <th />
            <th scope="col" className="n">
              {words.cases}
            </th>
            <th scope="col" className="n">
              {words.ack}
            </th>
            <th scope="col" className="n">
              {words.resolve}
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.name}>
              <td className="w-2/5">
                {row.name}
                <span className="mt-1 flex h-1.5 gap-px" aria-hidden="true">
                  <span className="h-full rounded-l-full bg-late" style={{ width: `${((row.toAcknowledgeMs ?? 0) / most) * 100}%` }} />
                  <span
                    className="h-full rounded-r-full bg-line-strong"
                    style={{ width: `${(Math.max(0, (row.toResolveMs ?? 0) - (row.toAcknowledgeMs ?? 0)) / most) * 100}%` }}
                  />
                </span>
              </td>
              <td className="n">{number(row.cases)}</td>
              <td className="n">{row.toAcknowledgeMs === null ? "–" : ms(row.toAcknowledgeMs)}</td>
              <td className="n">{row.toResolveMs === null ? "–" : ms(row.toResolveMs)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
