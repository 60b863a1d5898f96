"use client";

import type { DistinctiveDto, GroupDto } from "#lib/contract/group";
import type { StateWord } from "#lib/contract/words";
import { useLang, useText } from "../i18n/context.tsx";
import { words } from "./words.ts";

/** What separates what hangs from what passed, both sides with their counts: the longer the one bar and the shorter the other, the likelier the reason. */
export function CommonBars({
  group,
  most = 5,
}: {
  readonly group: Pick<GroupDto, "distinctive" | "state" | "count">;
  readonly most?: number;
}) {
  const text = useText(words);
  if (group.distinctive.length === 0) return <p className="text-ink-2 text-sm">{group.count < 2 ? text.commonFew : text.commonNone}</p>;
  return (
    <ul className="flex flex-col gap-3" data-testid="common">
      {group.distinctive.slice(0, most).map((one) => (
        <Attribute key={`${one.key}=${one.value}`} one={one} state={group.state} />
      ))}
    </ul>
  );
}

function Attribute({ one, state }: { readonly one: DistinctiveDto; readonly state: StateWord }) {
  const lang = useLang();
  const text = useText(words);
  return (
    <li>
      <p className="mb-1 flex items-baseline gap-1.5 text-sm">
        <span className="text-ink-2" title={one.key}>
          {one.title[lang]}
        </span>
        <b className="num min-w-0 truncate font-semibold text-ink" title={one.value}>
          {one.value}
        </b>
      </p>
      <Side share={one.stuckShare} some={one.stuck} all={one.stuckOf} className={`ink-${state}`} label={text.stuckSide} />
      <Side share={one.passedShare} some={one.passed} all={one.passedOf} className="text-ink-3" label={text.passedSide} />
    </li>
  );
}

interface SideProps {
  readonly share: number;
  readonly some: number;
  readonly all: number;
  readonly className: string;
  readonly label: string;
}

function Side({ share, some, all, className, label }: SideProps) {
  const lang = useLang();
  const text = useText(words);
  const percent = new Intl.NumberFormat(lang, { style: "percent", maximumFractionDigits: share > 0 && share < 0.1 ? 1 : 0 }).format(share);
  return (
    <div className="grid grid-cols-[minmax(0,1fr)_46px_142px] items-center gap-2 text-xs leading-[18px]">
      <span aria-hidden="true" className="h-2 overflow-hidden rounded-[2px] bg-sunken">
        <span
          className={`block h-full rounded-[2px] bg-current ${className}`}
          style={{ width: `${Math.max(share > 0 ? 1 : 0, share * 100)}%` }}
        />
      </span>
      <b className={`num text-right font-semibold ${className}`}>{percent}</b>
      <span className="whitespace-nowrap text-ink-2">
        <span className="num">{text.ofBoth(some, all)}</span> {label}
      </span>
    </div>
  );
}
