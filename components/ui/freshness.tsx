"use client";

import { useQuery } from "@tanstack/react-query";
import type { SourcesDto } from "#lib/contract/sources";
import { useWords } from "../i18n/context.tsx";
import { ask } from "./ask.ts";
import { StatePill } from "./state-glyph.tsx";
import { Time, useAge } from "./time.tsx";

export const useSources = () =>
  useQuery({ queryKey: ["sources"], queryFn: ({ signal }) => ask<SourcesDto>("/api/v1/sources", signal), refetchInterval: 5_000 });

/** Always on screen: up to when the data are complete, and what is missing. */
export function Freshness() {
  const words = useWords();
  const { data, isError } = useSources();
  if (isError) return <Dot className="bg-failed">{words.fresh.unknown}</Dot>;
  if (!data) return <span className="skeleton h-4 w-44" />;
  const failed = data.sources.filter((source) => source.state === "failed");
  const gaps = data.services.filter((service) => service.gaps.some((gap) => gap.to === null));
  return (
    <>
      {gaps.slice(0, 2).map((service) => (
        <StatePill key={service.service} state="cannot-tell">
          {words.fresh.gap(service.service)}
        </StatePill>
      ))}
      {failed.length > 0 && <StatePill state="failed">{words.fresh.failed(failed.map((source) => source.id).join(", "))}</StatePill>}
      {data.completeUpTo === null ? (
        <Dot className="bg-ink-3">{words.fresh.never}</Dot>
      ) : (
        <Dot className={failed.length > 0 ? "bg-late" : "bg-done"}>
          {words.fresh.upTo} <Time at={data.completeUpTo} shape="clock" /> · <Ago at={data.completeUpTo} />
        </Dot>
      )}
    </>
  );
}

function Ago({ at }: { readonly at: string }) {
  const words = useWords();
  return <span>{words.fresh.ago(useAge(at))}</span>;
}

function Dot({ className, children }: { readonly className: string; readonly children: React.ReactNode }) {
  return (
    <span data-testid="freshness" className="flex items-center gap-1.5 whitespace-nowrap">
      <span aria-hidden="true" className={`size-[7px] rounded-full ${className}`} />
      <span>{children}</span>
    </span>
  );
}
