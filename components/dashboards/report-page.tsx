"use client";

import Link from "next/link";
import { useSearchParams } from "next/navigation";
import { useMemo } from "react";
import { weekStart } from "#lib/layout/charts/zone";
import { useLang, useNowBy, useText, useZone } from "../i18n/context.tsx";
import { nameZone } from "../i18n/format.ts";
import { ChainCards } from "./chain-cards.tsx";
import { ChangesList } from "./changes-list.tsx";
import { AdviceList } from "./coverage-page.tsx";
import { Figures } from "./figures.tsx";
import { CardSkeleton, Loaded } from "./loaded.tsx";
import { LongestIncidents } from "./longest-incidents.tsx";
import { useChainCards, useChanges, useCoverage, useIncidents, useKpis, useMarkers } from "./queries.ts";
import { readWeek, writeWeek } from "./report-week.ts";
import { joinAddress } from "./scope.ts";
import { useFormats } from "./use-formats.ts";
import { dashWords } from "./words.ts";

/** One week on paper: the four figures, the chains, what changed, the incidents, what to fix. Monday to Monday in the reader's zone. */
export function ReportPage() {
  const all = useText(dashWords);
  const words = all.report;
  const lang = useLang();
  const zone = useZone();
  const now = useNowBy(60_000);
  const asked = useSearchParams().get("week");
  const from = useMemo(() => readWeek(asked, zone) ?? weekStart(now, zone, -1), [asked, zone, now]);
  const to = weekStart(from, zone, 1);
  // A week that goes on is asked for up to a round minute, so that its parts speak of the same time.
  const until = to > now ? Math.floor(now / 60_000) * 60_000 : to;
  const period = { from, to: Math.max(until, from + 60_000) };
  const [kpis, cards, changes] = [useKpis(period), useChainCards(period), useChanges(period)];
  const [incidents, coverage, markers] = [useIncidents(period, 0), useCoverage(period), useMarkers(period)];
  const { moment, ms } = useFormats();
  const day = (at: number) =>
    new Intl.DateTimeFormat(lang === "en" ? "en-GB" : "ru", { day: "numeric", month: "long", timeZone: zone }).format(at);
  const hrefTo = (path: string) => joinAddress(path, `?from=${new Date(from).toISOString()}&to=${new Date(period.to).toISOString()}`);
  const title = words.week(day(from), day(to - 1));
  return (
    <article className="mx-auto flex max-w-5xl flex-col gap-4 print:max-w-none print:gap-3" data-testid="report">
      <header className="flex flex-wrap items-baseline gap-x-3 gap-y-2">
        <h1>{title}</h1>
        <span className="text-ink-2">{nameZone(zone, lang, to)}</span>
        <span className="ml-auto flex gap-2 print:hidden">
          <Link className="btn" href={`/report?week=${writeWeek(weekStart(from, zone, -1), zone)}`}>
            ← {words.previous}
          </Link>
          {to < now && (
            <Link className="btn" href={`/report?week=${writeWeek(to, zone)}`}>
              {words.next} →
            </Link>
          )}
          <button type="button" className="btn btn-primary" onClick={() => window.print()}>
            {words.print}
          </button>
        </span>
      </header>
      {to > now && <p className="text-late">{words.running}</p>}
      {coverage.data?.services.length === 0 && <p className="text-unknown">{words.empty}</p>}
      <Part title={words.figures}>
        <Loaded query={kpis} skeleton={<CardSkeleton height={142} count={4} className="grid gap-3 sm:grid-cols-2" />}>
          {(data) => <Figures kpis={data} />}
        </Loaded>
      </Part>
      <Part title={words.chains}>
        <Loaded query={cards} skeleton={<CardSkeleton height={280} count={4} className="grid gap-3 sm:grid-cols-2" />}>
          {(data) => <ChainCards chains={data.chains} hrefTo={hrefTo} />}
        </Loaded>
      </Part>
      <Loaded query={changes} skeleton={<CardSkeleton height={200} />}>
        {(data) => (
          <div className="grid items-start gap-4 md:grid-cols-2">
            <Part title={words.worse}>
              <div className="card px-4">
                <ChangesList changes={data} direction="worse" hrefTo={hrefTo} most={8} />
              </div>
            </Part>
            <Part title={words.better}>
              <div className="card px-4">
                <ChangesList changes={data} direction="better" hrefTo={hrefTo} most={8} />
              </div>
            </Part>
          </div>
        )}
      </Loaded>
      <Part title={words.incidents}>
        <Loaded query={incidents} skeleton={<CardSkeleton height={160} />}>
          {(data) => (
            <>
              <p className="mb-2">
                {all.figures.cases(data.all.cases)}
                {data.all.toAcknowledgeMs !== null && ` · ${all.incident.ack} ${ms(data.all.toAcknowledgeMs)}`}
                {data.all.toResolveMs !== null && ` · ${all.incident.resolve} ${ms(data.all.toResolveMs)}`}
              </p>
              <LongestIncidents longest={data.longest.slice(0, 8)} zone={zone} />
            </>
          )}
        </Loaded>
      </Part>
      <Part title={words.releases}>
        {(markers.data?.items.length ?? 0) === 0 ? (
          <p className="text-ink-2">{words.none}</p>
        ) : (
          <ul>
            {markers.data?.items.map((marker) => (
              <li key={marker.id}>
                <span className="num text-ink-2">{moment(marker.at)}</span> {marker.text}{" "}
                {marker.service && <span className="text-ink-2">{marker.service}</span>}
              </li>
            ))}
          </ul>
        )}
      </Part>
      <Part title={words.coverage}>
        <Loaded query={coverage} skeleton={<CardSkeleton height={160} />}>
          {(data) =>
            data.services.length === 0 ? <p className="text-ink-2">{all.coverage.empty}</p> : <AdviceList advice={data.advice} />
          }
        </Loaded>
      </Part>
      <footer className="text-ink-3 text-sm">{words.made(moment(now))}</footer>
    </article>
  );
}

function Part({ title, children }: { readonly title: string; readonly children: React.ReactNode }) {
  return (
    <section aria-label={title}>
      <h2 className="mb-2 font-semibold text-lg print:break-after-avoid">{title}</h2>
      {children}
    </section>
  );
}
