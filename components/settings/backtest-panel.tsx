"use client";

import Link from "next/link";
import { useEffect, useRef } from "react";
import type { BacktestDto, BacktestTallyDto } from "#lib/contract/backtest";
import { useLang, useText, useZone } from "../i18n/context.tsx";
import { formatTime } from "../i18n/format.ts";
import { useChainNames } from "../ui/chains.tsx";
import { pathOfOrder, pathOfTrace } from "../ui/paths.ts";
import { Duration, Time } from "../ui/time.tsx";
import { backtestWords } from "./backtest-words.ts";

interface Props {
  readonly test: BacktestDto | null;
  readonly failure: string | null;
  /** What is tried is no longer what would be saved. */
  readonly isOutdated: boolean;
  readonly onCancel: () => void;
}

/** What a change would have done, beside what holds now did by the same walk. */
export function BacktestPanel({ test, failure, isOutdated, onCancel }: Props) {
  const words = useText(backtestWords);
  const box = useRef<HTMLElement>(null);
  // Below a long table nobody would see that it has begun, or ended.
  const told = `${test?.id} ${test?.state === "running"}`;
  // biome-ignore lint/correctness/useExhaustiveDependencies: `told` says when
  useEffect(() => {
    // What it returns, a promise in newer browsers, is no clean-up.
    box.current?.scrollIntoView({ block: "center" });
  }, [told]);
  if (test === null && failure === null) return null;
  return (
    <section ref={box} aria-label={words.title} data-testid="backtest" className={`card mt-3 px-4 py-3 ${isOutdated ? "opacity-60" : ""}`}>
      <h2 className="mb-2 font-semibold">{words.title}</h2>
      {failure !== null && (
        <p role="alert" className="text-failed">
          {failure}
        </p>
      )}
      {isOutdated && <p className="mb-2 text-late">{words.outdated}</p>}
      {test?.state === "running" && (
        <div className="flex items-center gap-3">
          <div
            role="progressbar"
            aria-label={words.running}
            aria-valuenow={Math.round(test.progress * 100)}
            aria-valuemin={0}
            aria-valuemax={100}
            tabIndex={-1}
            className="h-1.5 flex-1 overflow-hidden rounded-full bg-sunken"
          >
            <div className="h-full bg-accent transition-[width]" style={{ width: `${test.progress * 100}%` }} />
          </div>
          <span className="num w-12 text-right">{Math.round(test.progress * 100)} %</span>
          <button type="button" className="btn" onClick={onCancel}>
            {words.cancel}
          </button>
        </div>
      )}
      {test?.state === "cancelled" && <p role="status">{words.cancelled}</p>}
      {test?.state === "failed" && (
        <p role="alert" className="text-failed">
          {words.failed}
        </p>
      )}
      {test?.result && <Result result={test.result} />}
    </section>
  );
}

type ResultDto = NonNullable<BacktestDto["result"]>;

function Result({ result }: { readonly result: ResultDto }) {
  const words = useText(backtestWords);
  const lang = useLang();
  const zone = useZone();
  const { present, candidate, covered, differing, differingCount } = result;
  const number = new Intl.NumberFormat(lang);
  const rows = ["cases", "real", "recovered", "falseAlarms", "unnoticed", "late"] as const;
  return (
    <>
      <div className="overflow-x-auto">
        <table className="list max-w-3xl">
          <thead>
            <tr>
              <th />
              <th className="n">{words.now}</th>
              <th className="n">{words.candidate}</th>
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <tr key={row} data-row={row}>
                <td>{words.rows[row]}</td>
                <td className="n">{number.format(present[row])}</td>
                <td className={`n ${present[row] === candidate[row] ? "" : "font-semibold text-accent"}`}>
                  {number.format(candidate[row])}
                </td>
              </tr>
            ))}
            <tr>
              <td>{words.rows.noticed}</td>
              <Noticed tally={present} />
              <Noticed tally={candidate} />
            </tr>
          </tbody>
        </table>
      </div>
      <p className="mt-2 text-ink-2 text-sm">
        {words.covered(words.orders(covered.orders), formatTime(Date.parse(covered.from), lang, zone, "date-clock"))}{" "}
        {covered.rematched ? words.rematched : words.rejudged} {covered.unread > 0 && words.unread(covered.unread)}{" "}
        {!covered.whole && words.cut}
      </p>
      <p className="mt-3 font-medium">{differingCount === 0 ? words.none : words.differing(differingCount)}</p>
      {differing.length > 0 && <Differing items={differing} />}
      {differingCount > differing.length && <p className="mt-1 text-ink-3 text-sm">{words.shown(differing.length)}</p>}
    </>
  );
}

const Noticed = ({ tally }: { readonly tally: BacktestTallyDto }) => (
  <td className="n">{tally.noticedMedianMs === null ? "—" : <Duration ms={tally.noticedMedianMs} />}</td>
);

function Differing({ items }: { readonly items: ResultDto["differing"] }) {
  const words = useText(backtestWords);
  const names = useChainNames();
  return (
    <div className="mt-1 max-h-96 overflow-auto">
      <table className="list">
        <thead>
          <tr>
            <th>{words.order}</th>
            <th>{words.where}</th>
            <th>{words.now}</th>
            <th>{words.candidate}</th>
            <th>{words.outcome}</th>
          </tr>
        </thead>
        <tbody>
          {items.map((one) => {
            const known = one.candidate ?? one.present;
            const href = one.orderId !== null ? pathOfOrder(one.orderId) : one.traceId !== null ? pathOfTrace(one.traceId) : null;
            return (
              <tr key={one.executionId}>
                <td className="num">{href === null ? "—" : <Link href={href}>{one.orderId ?? `${one.traceId?.slice(0, 8)}…`}</Link>}</td>
                <td>
                  {names.chain(one.chainId)}
                  {known?.stepId && <> · {names.step(one.chainId, known.stepId)}</>}
                </td>
                <td>{one.present ? <Time at={one.present.openedAt} /> : <span className="text-ink-3">{words.notOpened}</span>}</td>
                <td>{one.candidate ? <Time at={one.candidate.openedAt} /> : <span className="text-ink-3">{words.notOpened}</span>}</td>
                <td>{known && words.worth[known.worth]}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}
