"use client";

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import dynamic from "next/dynamic";
import type { Waterfall } from "#lib/contract/waterfall";
import { useWords } from "../i18n/context.tsx";
import { useMaskedPath, useRevealId } from "../reveal/use-reveal.ts";
import { AskFailed } from "./ask.ts";
import { FailedNotice, Skeleton } from "./notices.tsx";

/** The heaviest part of the page comes after the verdict is on screen. */
const Drawing = dynamic(() => import("./waterfall-drawing.tsx").then((module) => module.WaterfallDrawing), {
  ssr: false,
  loading: () => <Bones />,
});

interface Props {
  /** API path of the binary. */
  readonly path: string;
  /** Changes when there is something new to draw. */
  readonly version: string;
  readonly traceIds: readonly string[];
  readonly orderId?: string | undefined;
  readonly onLoaded?: (data: Waterfall) => void;
}

export function WaterfallPane({ path, version, traceIds, orderId, onLoaded }: Props) {
  const words = useWords();
  const reveal = useRevealId();
  const masked = useMaskedPath();
  const { data, error, refetch, isPending } = useQuery({
    queryKey: ["waterfall", path, version, reveal],
    queryFn: async ({ signal }) => {
      const loaded = await fetchWaterfall(masked(path), signal);
      onLoaded?.(loaded);
      return loaded;
    },
    placeholderData: keepPreviousData,
    ...(reveal !== null && { gcTime: 0 }),
    staleTime: Number.POSITIVE_INFINITY,
    structuralSharing: false,
  });
  return (
    <section id="waterfall" aria-label={words.order.waterfall} className="mt-3 scroll-mt-3">
      {data ? (
        <Drawing data={data} traceIds={traceIds} orderId={orderId} />
      ) : isPending ? (
        <Bones />
      ) : (
        <div className="card">
          <FailedNotice detail={error?.message ?? ""} onRetry={() => refetch()} />
        </div>
      )}
    </section>
  );
}

const Bones = () => (
  <div className="card">
    <Skeleton rows={12} className="h-4" />
  </div>
);

async function fetchWaterfall(path: string, signal: AbortSignal): Promise<Waterfall> {
  const [response, { decodeWaterfall }] = await Promise.all([fetch(path, { signal }), import("#lib/contract/waterfall-decode")]);
  if (!response.ok) {
    const problem = (await response.json().catch(() => null)) as { detail?: string } | null;
    throw new AskFailed(response.status, problem?.detail ?? `HTTP ${response.status}`);
  }
  const decoded = decodeWaterfall(await response.arrayBuffer());
  if (!decoded.ok) throw new AskFailed(0, `${decoded.error.kind}: ${decoded.error.detail}`);
  return decoded.value;
}
