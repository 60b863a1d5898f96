"use client";

import { useCallback } from "react";
import type { Waterfall as WaterfallData } from "#lib/contract/waterfall";
import { useLang, useZone } from "../i18n/context.tsx";
import { useMaskedPath } from "../reveal/use-reveal.ts";
import { loadSpan, type SpanDetail } from "../waterfall/span-detail.ts";
import { useViewInUrl } from "../waterfall/use-view-in-url.ts";
import { Waterfall } from "../waterfall/waterfall.tsx";
import { useOutLinks } from "./out-links.tsx";
import { saveTraces } from "./save-traces.ts";

interface Props {
  readonly data: WaterfallData;
  readonly traceIds: readonly string[];
  /** The order that all of it is about; none for a trace of several or of none. */
  readonly orderId?: string | undefined;
  /** Where spans come from when not from the server: an opened file. */
  readonly readSpan?: (traceId: string, spanId: string) => Promise<SpanDetail | null>;
}

/** The waterfall with what the page knows: language, zone, and the view in the address. */
export function WaterfallDrawing({ data, traceIds, orderId, readSpan }: Props) {
  const lang = useLang();
  const zone = useZone();
  const [view, setView] = useViewInUrl();
  const linksOut = useOutLinks();
  const masked = useMaskedPath();
  const load = useCallback((traceId: string, spanId: string, signal: AbortSignal) => loadSpan(traceId, spanId, signal, masked), [masked]);
  return (
    <Waterfall
      data={data}
      lang={lang}
      timeZone={zone}
      view={view}
      onViewChange={setView}
      loadSpan={readSpan ?? load}
      onExportJson={readSpan ? undefined : () => void saveTraces(traceIds)}
      linksOut={readSpan ? undefined : (about) => linksOut({ orderId, ...about })}
      linkToTrace={readSpan ? undefined : (traceId, spanId) => `/traces/${traceId}?span=${spanId}`}
    />
  );
}
