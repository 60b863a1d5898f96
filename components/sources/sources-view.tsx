"use client";

import Link from "next/link";
import type { SourcesDto } from "#lib/contract/sources";
import { useNow, useText, useWords } from "../i18n/context.tsx";
import { useDuration } from "../i18n/use-duration.ts";
import { useSources } from "../ui/freshness.tsx";
import { FailedNotice, PartialNotice, Skeleton } from "../ui/notices.tsx";
import { pathOfOrder } from "../ui/paths.ts";
import { StateGlyph } from "../ui/state-glyph.tsx";
import { Time, useAge } from "../ui/time.tsx";
import { findAdvice } from "./advice.ts";
import { BrokenSource } from "./broken-source.tsx";
import { ServicesTable } from "./services-table.tsx";
import { SourceCard } from "./source-card.tsx";
import { SOURCE_WORDS } from "./words.ts";

/** For somebody on call: is everything read, up to when, what is broken; then what it costs and who is heard. */
export function SourcesView() {
  const title = useWords().sources.title;
  const { data, isPending, isError, error, refetch } = useSources();
  return (
    <>
      <div className="mb-3 flex flex-wrap items-baseline gap-x-4 gap-y-1">
        <h1>{title}</h1>
        {data && <Summary data={data} />}
      </div>
      {isPending && (
        <div className="card">
          <Skeleton rows={4} />
        </div>
      )}
      {isError && !data && (
        <div className="card">
          <FailedNotice detail={error.message} onRetry={() => refetch()} />
        </div>
      )}
      {isError && data && (
        <div className="card mb-3 overflow-hidden">
          <PartialNotice stale warnings={[error.message]} />
        </div>
      )}
      {data && <Told data={data} />}
    </>
  );
}

function Told({ data }: { readonly data: SourcesDto }) {
  const words = useText(SOURCE_WORDS);
  return (
    <>
      {data.sources
        .filter((source) => source.state === "failed")
        .map((source) => (
          <BrokenSource key={source.id} source={source} />
        ))}
      <div className="grid items-start gap-3 [overflow-wrap:anywhere] [&>*]:min-w-0 md:grid-cols-2 xl:grid-cols-3">
        {data.sources.map((source) => (
          <SourceCard key={source.id} source={source} />
        ))}
        <AdviceCard data={data} />
      </div>
      {data.unmatchedOrders.length > 0 && <Unmatched orders={data.unmatchedOrders} />}
      <h2 className="mt-5 mb-2 font-semibold text-base">{words.services}</h2>
      <section aria-label={words.services} className="card overflow-x-auto">
        {data.services.length === 0 ? (
          <div className="px-6 py-8">
            <p className="font-semibold text-lg">{words.empty}</p>
            <p className="text-ink-2">{words.emptyHint}</p>
          </div>
        ) : (
          <ServicesTable services={data.services} />
        )}
      </section>
    </>
  );
}

function Unmatched({ orders }: { readonly orders: SourcesDto["unmatchedOrders"] }) {
  const words = useText(SOURCE_WORDS);
  return (
    <section aria-label={words.unmatched} className="card mt-3 border-late! px-5 py-4">
      <h2 className="mb-1 font-semibold text-base">{words.unmatched}</h2>
      <p className="mb-2 text-ink-2 text-sm">{words.unmatchedMeans}</p>
      <ul className="text-sm">
        {orders.map(({ orderId, why }) => (
          <li key={orderId} className="flex gap-3">
            <Link href={pathOfOrder(orderId)} prefetch={false} className="num evidence">
              <bdi>{orderId}</bdi>
            </Link>
            <span className="text-ink-2">{why}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** `Every source answers · complete up to 14:02:11, 4 s behind · still reading: 12 orders wait`. */
function Summary({ data }: { readonly data: SourcesDto }) {
  const words = useText(SOURCE_WORDS);
  const bad = data.sources.some((source) => source.state !== "ok");
  return (
    <p className="text-ink-2">
      {!bad && data.sources.length > 0 && (
        <span className="mr-2 inline-flex items-center gap-1.5 text-done">
          <StateGlyph state="done" className="size-3" />
          {words.allWell}
        </span>
      )}
      {data.completeUpTo && (
        <>
          {words.completeUpTo} <Time at={data.completeUpTo} />, <Behind at={data.completeUpTo} />
        </>
      )}
      {!data.caughtUp && data.waitingOrders > 0 && <span className="ml-2 text-late">· {words.reading(data.waitingOrders)}</span>}
    </p>
  );
}

function Behind({ at }: { readonly at: string }) {
  return <>{useText(SOURCE_WORDS).behind(useAge(at))}</>;
}

function AdviceCard({ data }: { readonly data: SourcesDto }) {
  const words = useText(SOURCE_WORDS);
  const duration = useDuration();
  const advice = findAdvice(data, useNow(), words, duration);
  if (advice.length === 0) return null;
  return (
    <section aria-label={words.advice} className="card px-5 py-4">
      <h2 className="mb-2 font-semibold text-base">{words.advice}</h2>
      <ul className="flex flex-col gap-2 text-sm">
        {advice.map(({ about, text }) => (
          <li key={text} className="border-accent border-l-2 pl-3">
            {text.startsWith(about) ? (
              <>
                <b className="font-semibold">{about}</b>
                {text.slice(about.length)}
              </>
            ) : (
              text
            )}
          </li>
        ))}
      </ul>
      <p className="mt-3 text-sm">
        <Link href="/coverage" className="text-accent hover:underline">
          {words.adviceMore} →
        </Link>
      </p>
    </section>
  );
}
