"use client";

import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import type { SourcesDto } from "#lib/contract/sources";
import { useWords } from "../i18n/context.tsx";
import { ask } from "./ask.ts";
import { useChainNames } from "./chains.tsx";
import { StatePill } from "./state-glyph.tsx";
import { Time, useAge } from "./time.tsx";

export const useSources = () =>
  useQuery({ queryKey: ["sources"], queryFn: ({ signal }) => ask<SourcesDto>("/api/v1/sources", signal), refetchInterval: 5_000 });

/** Always on screen: up to when the data are complete, and what is missing. */
export function Freshness() {
  const words = useWords();
  const names = useChainNames();
  const { data, isError } = useSources();
  if (isError) return <Dot className="bg-failed">{words.fresh.unknown}</Dot>;
  if (!data) return <span className="skeleton h-4 w-16 md:w-44" />;
  const failed = data.sources.filter((source) => source.state === "failed");
  const gaps = data.services.filter((service) => service.gaps.some((gap) => gap.to === null));
  return (
    <>
      {gaps.length > 0 && <Missing state="cannot-tell" all={gaps.map(({ service }) => names.service(service))} say={words.fresh.gap} />}
      {failed.length > 0 && (
        <Missing state="failed" all={failed.map((source) => source.id)} say={(all) => words.fresh.failed(all.join(", "))} />
      )}
      {data.completeUpTo === null ? (
        <Dot className="bg-ink-3">{words.fresh.never}</Dot>
      ) : (
        <Dot className={failed.length > 0 ? "bg-late" : "bg-done"}>
          <span className="max-md:sr-only">{words.fresh.upTo}</span> <Time at={data.completeUpTo} shape="clock" />
          <span className={`max-md:sr-only ${gaps.length + failed.length > 0 ? "max-2xl:sr-only" : ""}`}>
            {" "}
            · <Ago at={data.completeUpTo} />
          </span>
        </Dot>
      )}
    </>
  );
}

interface MissingProps {
  readonly state: "cannot-tell" | "failed";
  readonly all: readonly string[];
  readonly say: (all: readonly string[]) => string;
}

/** What is missing now, with the way to where it is told; on a narrow screen the count alone. */
function Missing({ state, all, say }: MissingProps) {
  return (
    <Link href="/sources" title={all.join(", ")} className="min-w-0 rounded-full" data-testid="missing">
      <StatePill state={state}>
        <span className="max-w-52 truncate max-md:sr-only 2xl:max-w-96">{say(all)}</span>
        <span aria-hidden="true" className="md:hidden">
          {all.length}
        </span>
      </StatePill>
    </Link>
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
