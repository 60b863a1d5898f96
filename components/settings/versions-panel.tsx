"use client";

import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { ChainConfigDto, ConfigVersionDto, ConfigVersionPageDto, ConfigVersionTextDto } from "#lib/contract/settings";
import { useText, useWords } from "../i18n/context.tsx";
import { ask } from "../ui/ask.ts";
import { useChainNames } from "../ui/chains.tsx";
import { FailedNotice, Skeleton } from "../ui/notices.tsx";
import { Time } from "../ui/time.tsx";
import { DiffView } from "./diff-view.tsx";
import { writeLength } from "./read-length.ts";
import { RevertDialog } from "./revert-dialog.tsx";
import { Saved } from "./save-bar.tsx";
import { useSaving } from "./use-config.ts";
import { settingsWords } from "./words.ts";

/** Who changed what, when and why; each can be looked into and gone back to. */
export function VersionsPanel({ config }: { readonly config: ChainConfigDto }) {
  const words = useText(settingsWords).versions;
  const saving = useSaving();
  const [asked, setAsked] = useState<number | null>(null);
  const list = useInfiniteQuery({
    queryKey: ["config-versions"],
    queryFn: ({ pageParam, signal }) =>
      ask<ConfigVersionPageDto>(`/api/v1/chain-config/versions${pageParam ? `?cursor=${encodeURIComponent(pageParam)}` : ""}`, signal),
    initialPageParam: "",
    getNextPageParam: (page) => page.nextCursor,
  });
  const items = list.data?.pages.flatMap((page) => page.items) ?? [];
  const isLast = list.data !== undefined && !list.hasNextPage;
  return (
    <>
      <Saved number={saving.saved} />
      {saving.failure !== null && (
        <p role="alert" className="mb-3 text-failed">
          {saving.failure}
        </p>
      )}
      <div className="card overflow-hidden">
        {!list.data &&
          (list.isError ? <FailedNotice detail={list.error.message} onRetry={() => void list.refetch()} /> : <Skeleton rows={4} />)}
        {list.data && items.length === 0 && <p className="px-4 py-6 text-ink-2">{words.none}</p>}
        <ul>
          {items.map((one) => (
            <Version
              key={one.number}
              version={one}
              isCurrent={one.number === config.number && config.problem === null}
              mayRevert={config.may.configure || (config.may.deadlines && !one.difference.matching)}
              onRevert={() => setAsked(one.number)}
            />
          ))}
          {isLast && items.length > 0 && (
            <li className="flex items-center gap-3 px-4 py-3">
              <span className="mr-auto text-ink-2">{words.none0}</span>
              {config.may.deadlines && (
                <button type="button" className="btn" onClick={() => setAsked(0)}>
                  {words.revert}
                </button>
              )}
            </li>
          )}
        </ul>
        {list.hasNextPage && (
          <button type="button" className="btn m-3" disabled={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
            {words.more}
          </button>
        )}
      </div>
      <RevertDialog
        number={asked}
        onClose={() => setAsked(null)}
        onRevert={(number, note) => void saving.run("revert", { base: config.number, number, note })}
      />
    </>
  );
}

interface Props {
  readonly version: ConfigVersionDto;
  readonly isCurrent: boolean;
  readonly mayRevert: boolean;
  readonly onRevert: () => void;
}

function Version({ version, isCurrent, mayRevert, onRevert }: Props) {
  const words = useText(settingsWords).versions;
  const [isOpen, setOpen] = useState(false);
  const { difference, number } = version;
  return (
    <li className="border-line border-b last:border-b-0" data-version={number}>
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1 px-4 py-3">
        <button
          type="button"
          className="group inline-flex items-baseline gap-2 text-left"
          aria-expanded={isOpen}
          aria-label={words.show(number)}
          onClick={() => setOpen(!isOpen)}
        >
          <span aria-hidden="true" className={`text-ink-3 text-xs group-hover:text-accent ${isOpen ? "rotate-90" : ""}`}>
            ▶
          </span>
          <b className="num font-semibold">{number}</b>
        </button>
        <Time at={version.at} />
        <span className="font-medium">{version.by}</span>
        <span className="min-w-0 flex-1 basis-60 text-ink-2">
          {version.note && <>{version.note} · </>}
          <Changes version={version} />
        </span>
        {isCurrent ? (
          <span className="chip border-transparent bg-done-soft text-done">{words.current}</span>
        ) : (
          mayRevert && (
            <button type="button" className="btn" onClick={onRevert}>
              {words.revert}
            </button>
          )
        )}
      </div>
      {isOpen && <VersionDiff number={number} />}
      {!isOpen && difference.matching && <span className="sr-only">{words.matching}</span>}
    </li>
  );
}

/** `Price calculation · CRM API: 2 min → 3 min`, or how many lines. */
function Changes({ version: { difference } }: { readonly version: ConfigVersionDto }) {
  const words = useText(settingsWords).versions;
  const names = useChainNames();
  const { unit } = useWords();
  const none = useText(settingsWords).deadlines.none;
  const pair = ({ softMs, hardMs }: { softMs: number | null; hardMs: number | null }) =>
    `${writeLength(softMs, unit) || none} / ${writeLength(hardMs, unit) || none}`;
  const shown = difference.deadlines.slice(0, 3);
  return (
    <>
      {shown.map((one) => (
        <span key={`${one.chainId}/${one.stepId}`} className="mr-3">
          {names.chain(one.chainId)}, {names.step(one.chainId, one.stepId)}: <span className="num">{pair(one.before)}</span> →{" "}
          <span className="num">{pair(one.after)}</span>
        </span>
      ))}
      {difference.matching && <b className="mr-3 font-medium text-late">{words.matching}</b>}
      <span className="num text-ink-3">{words.lines(difference.addedLines, difference.removedLines)}</span>
    </>
  );
}

function VersionDiff({ number }: { readonly number: number }) {
  const asked = useQuery({
    queryKey: ["config-version", number],
    queryFn: ({ signal }) => ask<ConfigVersionTextDto>(`/api/v1/chain-config/versions/${number}`, signal),
    staleTime: Number.POSITIVE_INFINITY,
  });
  if (asked.data) return <DiffView before={asked.data.before} after={asked.data.text} />;
  return asked.isError ? <FailedNotice detail={asked.error.message} onRetry={() => void asked.refetch()} /> : <Skeleton rows={3} />;
}
