"use client";

import Link from "next/link";
import type { CaseDto } from "#lib/contract/case";
import type { GroupDto } from "#lib/contract/group";
import { CaseState, Severity } from "../cases/case-state.tsx";
import type { Command } from "../cases/command.ts";
import { CommandBar } from "../cases/command-bar.tsx";
import { CommonBars } from "../cases/common-bars.tsx";
import type { Me } from "../cases/me.ts";
import { pathOfCase } from "../cases/use-commands.ts";
import { words as caseWords } from "../cases/words.ts";
import { useLang, useText } from "../i18n/context.tsx";
import { onlyPredicate, Sentence } from "../orders/sentence.tsx";
import { useAge } from "../ui/time.tsx";
import { useGroupCases, useOneCase } from "./use-board.ts";
import { words } from "./words.ts";

interface Props {
  readonly group: GroupDto;
  readonly me: Me;
  readonly asOf: string | null;
  readonly isBusy: boolean;
  readonly onAsk: (kind: Command["kind"]) => void;
}

const SHOWN = 6;

/** One group closely: the sentence of its oldest case, what sets it apart from what passed, its cases, and what can be done. */
export function GroupDetail({ group, me, asOf, isBusy, onAsk }: Props) {
  const text = useText(words);
  const said = useText(caseWords);
  const cases = useGroupCases(group.id, asOf);
  const items = (cases.data?.items ?? [])
    .filter((one) => one.group === group.id)
    .sort((a, b) => a.clocks.breachAt.localeCompare(b.clocks.breachAt));
  const first = useOneCase(group.caseIds[0] ?? null);
  const oldest = first.data ?? items[0];
  return (
    <div
      className="flex flex-col gap-4 px-5 py-4 xl:sticky xl:top-0 xl:max-h-screen xl:overflow-y-auto"
      data-testid="group-detail"
      data-for={group.id}
    >
      <div>
        <h3 className="mb-1.5 flex items-baseline justify-between gap-2 font-semibold text-ink-2 text-sm">
          {text.oldestCase} <Severity severity={group.severity} />
        </h3>
        <div className="min-h-[60px]">{oldest ? <Verdict one={oldest} /> : <span className="skeleton block h-10" />}</div>
      </div>
      {asOf === null && (
        <CommandBar
          mayManage={me.mayManage}
          isBusy={isBusy}
          keys={false}
          offered={(kind) => kind !== "assign" && (kind !== "acknowledge" || group.open + group.snoozed > 0)}
          onAsk={onAsk}
        />
      )}
      <div>
        <h3 className="mb-2 font-semibold text-ink-2 text-sm">{said.common}</h3>
        <CommonBars group={group} most={4} />
      </div>
      <div>
        <h3 className="mb-1 font-semibold text-ink-2 text-sm">
          {text.cases} <span className="num">{group.count}</span>
        </h3>
        <ul className="divide-y divide-line">
          {items.length === 0 && group.caseIds.slice(0, SHOWN).map((id) => <li key={id} className="skeleton my-1.5 h-5" />)}
          {items.slice(0, SHOWN).map((one) => (
            <CaseLine key={one.id} one={one} />
          ))}
        </ul>
        {group.count > SHOWN && (
          <Link href={pathOfCase(group.caseIds[0] ?? "")} className="mt-1 inline-block text-accent text-sm hover:underline">
            {text.allCases(group.count)}
          </Link>
        )}
      </div>
    </div>
  );
}

function Verdict({ one }: { readonly one: CaseDto }) {
  const lang = useLang();
  const sentence = onlyPredicate(one.verdict.parts[lang]);
  return (
    <p className="line-clamp-6 text-[14.5px] leading-[1.5]" title={one.verdict.text[lang]}>
      {one.orderId && (
        <Link href={pathOfCase(one.id)} prefetch={false} className="num font-semibold hover:text-accent">
          <bdi>{one.orderId}</bdi>
        </Link>
      )}
      {one.orderId && ": "}
      <Sentence text={sentence} near={one.verdict.since} />
    </p>
  );
}

function CaseLine({ one }: { readonly one: CaseDto }) {
  const said = useText(caseWords);
  const age = useAge(one.clocks.breachAt);
  return (
    <li className="flex items-center gap-3 py-1.5 text-sm" data-case={one.id}>
      <Link
        href={pathOfCase(one.id)}
        prefetch={false}
        className="num min-w-0 flex-1 truncate font-medium hover:text-accent hover:underline"
      >
        <bdi>{one.orderId ?? one.service ?? said.kinds[one.kind]}</bdi>
      </Link>
      <CaseState state={one.state}>{one.state === "open" ? said.states.open : (one.owner ?? said.states[one.state])}</CaseState>
      <time dateTime={one.clocks.breachAt} className="num min-w-16 text-right text-ink-2">
        {age}
      </time>
    </li>
  );
}
