"use client";

import type { SourceDto } from "#lib/contract/sources";
import { useNow, useText, useTold } from "../i18n/context.tsx";
import { useDuration } from "../i18n/use-duration.ts";
import { StateGlyph } from "../ui/state-glyph.tsx";
import { Time, useAge } from "../ui/time.tsx";
import { SOURCE_WORDS } from "./words.ts";

/** Loud and plain, for somebody who was woken by it: who, since when, why, what it means, when it is tried again. */
export function BrokenSource({ source }: { readonly source: SourceDto }) {
  const words = useText(SOURCE_WORDS);
  const told = useTold();
  const { lastFailure, scannedUpTo } = source;
  const detail = source.lastError ?? lastFailure?.detail;
  return (
    <section role="alert" className="card mb-3 flex gap-4 border-failed! bg-failed-soft! px-5 py-4" data-broken={source.id}>
      <StateGlyph state="failed" className="mt-1 size-6 flex-none text-failed" />
      <div className="min-w-0">
        <h2 className="font-semibold text-failed text-lg">
          {words.broken(source.id)}
          {scannedUpTo && (
            <>
              {" "}
              {words.brokenSince} <Time at={scannedUpTo} />, <For at={scannedUpTo} />
            </>
          )}
        </h2>
        <p className="mt-0.5 break-words">
          {lastFailure && <b className="mr-2 font-semibold">{words.failure[lastFailure.kind] ?? lastFailure.kind}</b>}
          <span className="num text-ink-2">{detail && told(detail)}</span>
        </p>
        <p className="mt-1 max-w-4xl text-ink-2">
          {!scannedUpTo && `${words.never} `}
          {words.brokenMeans}
        </p>
        <p className="mt-1 text-ink-2 text-sm">
          <NextTry source={source} />
        </p>
      </div>
    </section>
  );
}

function For({ at }: { readonly at: string }) {
  return <>{useText(SOURCE_WORDS).brokenFor(useAge(at))}</>;
}

/** `asked again in 12 s · 4 failed scans in a row · left alone for a while`. */
export function NextTry({ source }: { readonly source: SourceDto }) {
  const words = useText(SOURCE_WORDS);
  const now = useNow();
  const duration = useDuration();
  const { nextScanAt, failedScans, traffic } = source;
  const wait = nextScanAt === null ? null : Math.max(0, Date.parse(nextScanAt) - now);
  const parts = [
    wait === null ? null : `${words.nextTry} ${wait < 1000 ? words.now : words.inTime(duration(Math.round(wait / 1000) * 1000))}`,
    failedScans > 0 ? words.failures(failedScans) : null,
    traffic?.breaker === "open" ? words.breakerOpen : traffic?.breaker === "half-open" ? words.breakerHalf : null,
  ].filter((part) => part !== null);
  return <>{parts.join(" · ")}</>;
}
