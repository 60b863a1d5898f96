"use client";

import type { SourcesDto } from "#lib/contract/sources";
import { useWords } from "../i18n/context.tsx";
import { useDuration } from "../i18n/use-duration.ts";
import { useSources } from "../ui/freshness.tsx";
import { FailedNotice, PartialNotice, Skeleton } from "../ui/notices.tsx";
import { StatePill } from "../ui/state-glyph.tsx";
import { Time } from "../ui/time.tsx";
import { ServicesTable } from "./services-table.tsx";

export function SourcesView() {
  const words = useWords().sources;
  const { data, isPending, isError, error, refetch } = useSources();
  return (
    <>
      <h1 className="mb-3">{words.title}</h1>
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
      {data && (
        <>
          {isError && (
            <div className="card mb-3 overflow-hidden">
              <PartialNotice stale warnings={[error.message]} />
            </div>
          )}
          <div className="grid gap-3 md:grid-cols-2 xl:grid-cols-3">
            {data.sources.map((source) => (
              <SourceCard key={source.id} source={source} />
            ))}
          </div>
          <section aria-label={words.services} className="card mt-3 overflow-x-auto">
            {data.services.length === 0 ? (
              <p className="px-6 py-8 text-ink-2">{words.empty}</p>
            ) : (
              <ServicesTable services={data.services} />
            )}
          </section>
        </>
      )}
    </>
  );
}

const MARK = { ok: "done", degraded: "late", failed: "failed" } as const;

function SourceCard({ source }: { readonly source: SourcesDto["sources"][number] }) {
  const words = useWords().sources;
  const duration = useDuration();
  return (
    <article className="card px-5 py-4">
      <header className="mb-2 flex items-center gap-3">
        <h2 className="font-semibold text-base">{source.id}</h2>
        <StatePill state={MARK[source.state]}>{words.state[source.state]}</StatePill>
        <span className="ml-auto text-ink-3 text-sm">
          {words.kind} {source.kind}
        </span>
      </header>
      <p className="text-ink-2">
        {source.scannedUpTo && (
          <>
            {words.scanned} <Time at={source.scannedUpTo} />
          </>
        )}
        {source.lagMs !== null && ` · ${words.lag(duration(source.lagMs))}`}
      </p>
      {source.lastError && <p className="mt-1 text-failed text-sm">{source.lastError}</p>}
    </article>
  );
}
