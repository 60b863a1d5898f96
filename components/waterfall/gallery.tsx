"use client";

import { useCallback, useEffect, useState } from "react";
import type { Waterfall as WaterfallData } from "#lib/contract/waterfall";
import { decodeWaterfall } from "#lib/contract/waterfall-decode";
import { useLang, useZone } from "../i18n/context.tsx";
import { FailedNotice, PartialNotice, Skeleton } from "../ui/notices.tsx";
import { sampleDetail } from "./sample-detail.ts";
import { useViewInUrl } from "./use-view-in-url.ts";
import { Waterfall } from "./waterfall.tsx";

const CASES = ["stuck", "failed-spans", "skewed", "one", "none", "10k", "100k", "loading", "failed"];

/** One case at a time, chosen in the address; times of its making are left in `performance` for the bench. */
export function Gallery({ name }: { readonly name: string }) {
  const lang = useLang();
  const timeZone = useZone();
  const [data, setData] = useState<WaterfallData | null>(null);
  const [wrong, setWrong] = useState<string | null>(name === "failed" ? "source-unavailable: jaeger did not answer" : null);
  const [view, setView] = useViewInUrl();
  useEffect(() => {
    if (name === "loading" || name === "failed") return;
    const abort = new AbortController();
    const load = async (): Promise<void> => {
      const answer = await fetch(`/gallery/sample?case=${name}`, { signal: abort.signal });
      const bytes = await answer.arrayBuffer();
      performance.mark("waterfall-received");
      const decoded = decodeWaterfall(bytes);
      if (decoded.ok) setData(decoded.value);
      else setWrong(`${decoded.error.kind}: ${decoded.error.detail}`);
    };
    load().catch((error: unknown) => {
      if (!abort.signal.aborted) setWrong(String(error));
    });
    return () => abort.abort();
  }, [name]);
  const loadSpan = useCallback(async (traceId: string, spanId: string) => sampleDetail(traceId, spanId), []);
  return (
    <main className="p-4">
      <nav aria-label="Cases" className="mb-3 flex flex-wrap gap-2">
        {CASES.map((one) => (
          <a key={one} className="chip" aria-current={one === name} href={`?case=${one}`}>
            {one}
          </a>
        ))}
      </nav>
      {data?.partial && <PartialNotice warnings={data.warnings} />}
      {wrong !== null ? (
        <div className="card">
          <FailedNotice detail={wrong} onRetry={() => location.reload()} />
        </div>
      ) : data ? (
        <Waterfall
          data={data}
          lang={lang}
          timeZone={timeZone}
          view={view}
          onViewChange={setView}
          loadSpan={loadSpan}
          onExportJson={() => {}}
        />
      ) : (
        <div className="card">
          <Skeleton rows={12} className="h-4" />
        </div>
      )}
    </main>
  );
}
