"use client";

import Link from "next/link";
import type { ChainCardDto } from "#lib/contract/dashboards";
import { Spark } from "../charts/spark.tsx";
import { useLang, useText } from "../i18n/context.tsx";
import { useChainNames } from "../ui/chains.tsx";
import { BudgetBar } from "./budget-bar.tsx";
import { judgeDifference, judgeShare } from "./judge-difference.ts";
import { pathOfChain } from "./scope.ts";
import type { Dash } from "./use-dash-view.ts";
import { useFormats } from "./use-formats.ts";
import { dashWords } from "./words.ts";

export function ChainCards({ chains, hrefTo }: { readonly chains: readonly ChainCardDto[]; readonly hrefTo: Dash["hrefTo"] }) {
  return (
    <div className="grid gap-3 sm:grid-cols-2 xl:grid-cols-4" data-testid="chain-cards">
      {chains.map((card) => (
        <ChainCard key={card.chainId} card={card} hrefTo={hrefTo} />
      ))}
    </div>
  );
}

function ChainCard({ card, hrefTo }: { readonly card: ChainCardDto; readonly hrefTo: Dash["hrefTo"] }) {
  const lang = useLang();
  const { chain: words, figures } = useText(dashWords);
  const names = useChainNames();
  const { ms, share, rate, number } = useFormats();
  const { now, before, onTime, worstStep } = card;
  const of = (key: "errors" | "timeouts", red: typeof before) => (red && red.count > 0 ? red[key] / red.count : null);
  const judge = (key: "errors" | "timeouts") => judgeShare(of(key, now), of(key, before), "down", 0.001);
  // A tenth more is worth a word on a card; two percent are not.
  const slow = judgeDifference(now.p95Ms, before?.p95Ms ?? null, "down", Math.max(5, (before?.p95Ms ?? 0) * 0.1));
  const ink = (one: ReturnType<typeof judgeDifference>) => (one?.meaning === "worse" ? "text-stuck" : "");
  const cell = (name: string, value: string, className = "") => (
    <div>
      <dt className="text-ink-2 text-xs">{name}</dt>
      <dd className={`num whitespace-nowrap font-medium ${className}`}>{value}</dd>
    </div>
  );
  const or = (value: number | null, format: (value: number) => string) => (value === null ? "–" : format(value));
  return (
    <section className="card flex min-w-0 flex-col px-4 pt-3 pb-3 break-inside-avoid" data-testid={`chain-${card.chainId}`}>
      <h2 className={`mb-2 line-clamp-2 font-semibold text-base leading-snug ${lang === "ru" ? "min-h-[2lh]" : ""}`}>
        <Link href={hrefTo(pathOfChain(card.chainId))} className="hover:underline">
          {card.title[lang]}
        </Link>
      </h2>
      {now.count === 0 ? (
        <p className="flex-1 py-3 text-ink-2">{words.nothing}</p>
      ) : (
        <>
          <dl className="grid grid-cols-3 gap-x-2 gap-y-2">
            {cell(words.rate, rate(now.ratePerMinute))}
            {cell(words.errors, or(of("errors", now), share), ink(judge("errors")))}
            {cell(words.timeouts, or(of("timeouts", now), share), ink(judge("timeouts")))}
            {cell("p50", or(now.p50Ms, ms))}
            {cell("p95", or(now.p95Ms, ms), ink(slow))}
            {cell("p99", or(now.p99Ms, ms))}
          </dl>
          {before && slow && slow.meaning !== "same" && before.p95Ms !== null && (
            <p className={`mt-1 text-sm ${slow.meaning === "worse" ? "text-stuck" : "text-done"}`}>
              <span aria-hidden="true">{slow.by > 0 ? "▲" : "▼"} </span>
              p95 {figures.was(ms(before.p95Ms))}: {figures[slow.meaning]}
            </p>
          )}
          <div className="mt-2 flex items-baseline gap-2">
            <span className="text-ink-2 text-sm">{words.onTime}</span>
            <span className={`num font-semibold ${onTime.value !== null && onTime.value < onTime.objective ? "text-stuck" : ""}`}>
              {or(onTime.value, share)}
            </span>
            <span className="ml-auto text-ink-3 text-xs">{words.objectiveIs(share(onTime.objective))}</span>
          </div>
          <BudgetBar left={onTime.budgetLeft} />
          {worstStep && (
            <p className="mt-2 text-sm">
              <span className="text-ink-2">{words.worst}: </span>
              {worstStep.wait ? words.wait(names.step(card.chainId, worstStep.stepId)) : names.step(card.chainId, worstStep.stepId)}
              {worstStep.p95Ms !== null && <span className="num"> · p95 {ms(worstStep.p95Ms)}</span>}
              {worstStep.share !== null && (
                <span className="text-ink-2"> · {words.ofTime(share(Math.round(worstStep.share * 100) / 100))}</span>
              )}
            </p>
          )}
          <p className="sr-only">
            {words.count}: {number(now.count)}
          </p>
        </>
      )}
      <div className="mt-auto pt-2">
        <Spark values={card.spark.p95Ms} colour="var(--accent)" height={28} />
      </div>
    </section>
  );
}
