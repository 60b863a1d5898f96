"use client";

import { type RefObject, useEffect, useRef, useState } from "react";
import type { GroupDto } from "#lib/contract/group";
import { CaseState } from "../cases/case-state.tsx";
import { useLang, useText } from "../i18n/context.tsx";
import { StateGlyph } from "../ui/state-glyph.tsx";
import { useAge } from "../ui/time.tsx";
import { GroupTitle } from "./group-title.tsx";
import { words } from "./words.ts";

/** More would fit on no wall. */
const MOST = 8;

/** How many lines stand in the first column: the rest is counted, not scrolled to. */
function useFitting(list: RefObject<HTMLUListElement | null>, count: number): number {
  const [fits, setFits] = useState(count);
  // biome-ignore lint/correctness/useExhaustiveDependencies: more or fewer lines are measured anew
  useEffect(() => {
    const element = list.current;
    if (!element) return;
    const measure = () => {
      const lines = [...element.children] as HTMLElement[];
      setFits(lines.filter((line) => line.offsetLeft === lines[0]?.offsetLeft).length);
    };
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, [list, count]);
  return fits;
}

export function WallGroups({ groups, isReady }: { readonly groups: readonly GroupDto[]; readonly isReady: boolean }) {
  const text = useText(words);
  const list = useRef<HTMLUListElement>(null);
  const shown = groups.slice(0, MOST);
  const fits = useFitting(list, shown.length);
  if (!isReady) return <div className="skeleton min-h-0 flex-1" />;
  return (
    <section aria-label={text.groups} className="flex min-h-0 flex-1 flex-col">
      {/* What does not fit wraps into a second column, out of sight: no line is ever cut in half. */}
      <ul ref={list} className="flex min-h-0 flex-1 flex-col flex-wrap gap-[0.7vh] overflow-hidden">
        {shown.map((group) => (
          <Line key={group.id} group={group} />
        ))}
      </ul>
      {groups.length > fits && <p className="mt-[1vh] text-[2.2vh] text-ink-2">{text.wallMore(groups.length - fits)}</p>}
    </section>
  );
}

function Line({ group }: { readonly group: GroupDto }) {
  const lang = useLang();
  const age = useAge(group.oldestAt, "coarse");
  const isTaken = group.open === 0;
  return (
    <li
      data-group={group.id}
      className="card grid w-full grid-cols-[auto_4.5vw_minmax(0,1fr)_auto_auto] items-center gap-x-[1.4vw] px-[1.4vw] py-[0.6vh]"
    >
      <StateGlyph state={group.state} className={`size-[3vh] ink-${group.state}`} />
      <span className={`num text-right font-semibold text-[4vh] ink-${group.state}`}>{group.count}</span>
      <span className="min-w-0">
        <span className="block truncate text-[2.7vh] leading-snug">
          <GroupTitle group={group} />
        </span>
        <span className="block truncate text-[1.9vh] text-ink-2">{group.sentence[lang]}</span>
      </span>
      {isTaken ? (
        <span className="text-[2vh]">
          <CaseState state={group.acknowledged > 0 ? "acknowledged" : "snoozed"}>{group.owners[0]}</CaseState>
        </span>
      ) : (
        <span />
      )}
      <time dateTime={group.oldestAt} className={`num min-w-[7vw] text-right font-semibold text-[3.2vh] ink-${group.state}`}>
        {age}
      </time>
    </li>
  );
}
