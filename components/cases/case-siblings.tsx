"use client";

import Link from "next/link";
import type { CaseDto } from "#lib/contract/case";
import type { GroupDto } from "#lib/contract/group";
import { useText } from "../i18n/context.tsx";
import { Skeleton } from "../ui/notices.tsx";
import { useAge } from "../ui/time.tsx";
import { CaseState } from "./case-state.tsx";
import { CommonBars } from "./common-bars.tsx";
import { useSiblings } from "./use-case.ts";
import { pathOfCase } from "./use-commands.ts";
import { words } from "./words.ts";

interface Props {
  readonly one: CaseDto;
  readonly group: GroupDto | null;
}

/** One, or a flood? The others of its kind that are not closed, and what sets them all apart from what passed. */
export function CaseSiblings({ one, group }: Props) {
  const text = useText(words);
  const siblings = useSiblings(one.group);
  const others = (siblings.data?.items ?? []).filter((other) => other.id !== one.id);
  return (
    <div className="flex flex-col gap-3">
      {group && (
        <section aria-label={text.common} className="card px-6 py-4">
          <h2 className="mb-2 font-semibold text-ink-2 text-sm">{text.common}</h2>
          <CommonBars group={group} />
        </section>
      )}
      <section aria-label={text.siblings} className="card px-6 py-4" data-testid="siblings">
        <h2 className="mb-1 flex items-baseline justify-between font-semibold text-ink-2 text-sm">
          {text.siblings}
          {group && group.count > 1 && (
            <Link href={`/board?group=${encodeURIComponent(group.id)}`} className="font-normal text-accent hover:underline">
              {text.siblingsAll(group.count)}
            </Link>
          )}
        </h2>
        {siblings.isPending ? (
          <Skeleton rows={2} className="h-5" />
        ) : others.length === 0 ? (
          <p className="text-ink-2">{text.siblingsNone}</p>
        ) : (
          <ul className="max-h-[420px] divide-y divide-line overflow-y-auto">
            {others.map((other) => (
              <Sibling key={other.id} other={other} />
            ))}
          </ul>
        )}
      </section>
    </div>
  );
}

function Sibling({ other }: { readonly other: CaseDto }) {
  const text = useText(words);
  const age = useAge(other.clocks.breachAt);
  return (
    <li className="flex items-center gap-3 py-1.5 text-sm">
      <Link href={pathOfCase(other.id)} className="num min-w-0 flex-1 truncate font-medium hover:text-accent hover:underline">
        <bdi>{other.orderId ?? other.service ?? text.kinds[other.kind]}</bdi>
      </Link>
      <CaseState state={other.state}>{other.state === "open" ? text.states.open : (other.owner ?? text.states[other.state])}</CaseState>
      <time dateTime={other.clocks.breachAt} className="num min-w-16 text-right text-ink-2">
        {age}
      </time>
    </li>
  );
}
