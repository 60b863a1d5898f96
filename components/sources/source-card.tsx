"use client";

import type { SourceDto } from "#lib/contract/sources";
import { useLang, useText, useTold } from "../i18n/context.tsx";
import { StatePill } from "../ui/state-glyph.tsx";
import { Age, Time, useAge } from "../ui/time.tsx";
import { NextTry } from "./broken-source.tsx";
import { formatBytes, formatCount, formatShare } from "./figures.ts";
import { SOURCE_WORDS } from "./words.ts";

const MARK = { ok: "done", degraded: "late", failed: "failed" } as const;

export function SourceCard({ source }: { readonly source: SourceDto }) {
  const words = useText(SOURCE_WORDS);
  const told = useTold();
  const { id, state, kind, scannedUpTo, warnings } = source;
  return (
    <article
      className={`card px-5 py-4 ${state === "failed" ? "border-failed!" : state === "degraded" ? "border-late!" : ""}`}
      data-source={id}
    >
      <header className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <h2 className="font-semibold text-base">{id}</h2>
        <StatePill state={MARK[state]}>{words.state[state]}</StatePill>
        {words.kind[kind].toLowerCase() !== id && <span className="ml-auto text-ink-3 text-sm">{words.kind[kind]}</span>}
      </header>
      <p className="mt-2 flex flex-wrap items-baseline gap-x-3">
        {scannedUpTo === null ? (
          <span className="font-semibold text-xl">{words.notYet}</span>
        ) : (
          <>
            <span className={`font-semibold text-xl tracking-tight ${state === "failed" ? "text-failed" : ""}`}>
              <Behind at={scannedUpTo} />
            </span>
            <span className="text-ink-2">
              {words.readUpTo} <Time at={scannedUpTo} />
            </span>
          </>
        )}
      </p>
      {state === "degraded" && (
        <p className="mt-1 text-late text-sm">
          {source.lastError && told(source.lastError)} · <NextTry source={source} />
        </p>
      )}
      <Facts source={source} />
      {warnings.length > 0 && (
        <div className="mt-3 rounded-md bg-unknown-soft px-3 py-2 text-sm text-unknown">
          <b>{words.warnings}</b>
          <ul className="list-disc pl-4">
            {warnings.map((warning) => (
              <li key={warning}>{told(warning)}</li>
            ))}
          </ul>
        </div>
      )}
    </article>
  );
}

function Behind({ at }: { readonly at: string }) {
  return <>{useText(SOURCE_WORDS).behind(useAge(at, "fine"))}</>;
}

function Facts({ source }: { readonly source: SourceDto }) {
  const told = useTold();
  const words = useText(SOURCE_WORDS);
  const lang = useLang();
  const count = (value: number) => formatCount(value, lang);
  const { scan, traffic, lastFailure } = source;
  const failures = Object.entries(traffic?.failures ?? {}).filter(([, n]) => n > 0);
  const rate = traffic?.perMinute;
  return (
    <dl className="mt-3 grid grid-cols-[auto_minmax(0,1fr)] gap-x-4 gap-y-1 border-line border-t pt-3 text-sm [&>dt]:text-ink-2">
      {scan && (
        <>
          <dt>{words.rate}</dt>
          <dd className="num">{words.perSecond(count(scan.tracesPerSecond), count(scan.spansPerSecond))}</dd>
        </>
      )}
      <dt>{words.cost}</dt>
      <dd className={traffic === null ? "text-ink-3" : "num"}>
        {traffic === null
          ? words.noNetwork
          : rate
            ? words.perMinute(count(rate.requestsPerMinute), formatBytes(rate.bytesPerMinute, lang))
            : words.measuring}
      </dd>
      <dt>{words.sinceStart}</dt>
      <dd className="num">
        {scan && <span className="block">{words.read(count(scan.traces), count(scan.spans))}</span>}
        {traffic && (
          <span className="block">
            {words.totals(count(traffic.requests), formatBytes(traffic.bytes, lang))}
            {traffic.bytes > 0 && (
              <span className="text-ink-3"> · {words.scanShare(formatShare(traffic.scanBytes / traffic.bytes, lang))}</span>
            )}
          </span>
        )}
      </dd>
      {(failures.length > 0 || (traffic?.retries ?? 0) > 0) && (
        <>
          <dt>{words.notAnswered}</dt>
          <dd>
            {[
              ...failures.map(([kind, n]) => `${words.failure[kind] ?? kind} ${count(n)}`),
              traffic && traffic.retries > 0 && words.retries(traffic.retries),
            ]
              .filter(Boolean)
              .join(" · ")}
          </dd>
        </>
      )}
      <dt>{words.lastFailure}</dt>
      <dd className={lastFailure ? "break-words" : "text-ink-3"}>
        {lastFailure ? (
          <>
            <Time at={lastFailure.at} /> (<Age at={lastFailure.at} />) {words.failure[lastFailure.kind] ?? lastFailure.kind}:{" "}
            {told(lastFailure.detail)}
          </>
        ) : (
          words.noFailure
        )}
      </dd>
    </dl>
  );
}
