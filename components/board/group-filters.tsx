"use client";

import type { RefObject } from "react";
import type { BoardDto } from "#lib/contract/board";
import { SEVERITIES } from "#lib/contract/case-words";
import type { GroupDto } from "#lib/contract/group";
import { CAUSES, HANGING } from "#lib/contract/words";
import { words as caseWords } from "../cases/words.ts";
import { useLang, useText, useWords } from "../i18n/context.tsx";
import { useChains } from "../ui/chains.tsx";
import { type BoardView, type CaseTab, isFiltered, NO_FILTERS, NOBODY, TABS } from "./board-view.ts";
import type { ChangeView } from "./use-board-view.ts";
import { words } from "./words.ts";

interface Props {
  readonly all: readonly GroupDto[];
  readonly board: BoardDto | null;
  readonly view: BoardView;
  readonly filterRef: RefObject<HTMLInputElement | null>;
  readonly onChange: ChangeView;
  /** From the filter's words on to what they left over. */
  readonly onLeave: () => void;
}

export function GroupFilters({ all, board, view, filterRef, onChange, onLeave }: Props) {
  const text = useText(words);
  const inTab = (tab: CaseTab): number | null => {
    if (tab === "unresolved") return all.length;
    if (tab === "resolved") return board?.cases.byState.resolved ?? null;
    return all.filter((group) => group[tab] > 0).length;
  };
  return (
    <header className="flex flex-col gap-2 border-line border-b px-4 py-3">
      <div className="flex flex-wrap items-center gap-2">
        <h2 className="mr-1 font-semibold text-ink-2 text-sm">{text.groups}</h2>
        {TABS.map((tab) => (
          <button
            key={tab}
            type="button"
            className="chip"
            aria-pressed={view.tab === tab}
            data-tab={tab}
            onClick={() => onChange({ tab, group: null })}
          >
            {text.tabs[tab]} <span className="num">{inTab(tab) ?? "·"}</span>
          </button>
        ))}
        {view.tab !== "resolved" && <KeyHints />}
      </div>
      {view.tab !== "resolved" && (
        <details open={isFiltered(view) || undefined} className="filters">
          <summary className="cursor-pointer text-accent text-sm md:hidden">{text.filters.text}</summary>
          <Selects all={all} view={view} filterRef={filterRef} onChange={onChange} onLeave={onLeave} />
        </details>
      )}
    </header>
  );
}

function KeyHints() {
  const text = useText(words).keys;
  const hints = [
    [["j", "k"], text.pick],
    [["Enter"], text.open],
    [["a"], text.acknowledge],
    [["s"], text.snooze],
    [["r"], text.resolve],
  ] as const;
  return (
    <span className="ml-auto hidden items-center gap-2.5 text-ink-3 text-sm xl:flex">
      {hints.map(([keys, what]) => (
        <span key={what} className="flex items-center gap-1">
          {keys.map((key) => (
            <kbd key={key}>{key}</kbd>
          ))}
          {what}
        </span>
      ))}
    </span>
  );
}

function Selects({ all, view, filterRef, onChange, onLeave }: Omit<Props, "board">) {
  const text = useText(words).filters;
  const clear = useText(words).clear;
  const common = useWords();
  const cases = useText(caseWords);
  const chains = useChains();
  const steps = chains.find((chain) => chain.id === view.chain)?.steps ?? [];
  const lang = useLang();
  const owners = [
    ...new Set([...all.flatMap((group) => group.owners), ...(view.owner && view.owner !== NOBODY ? [view.owner] : [])]),
  ].sort();
  return (
    <div className="flex flex-wrap items-center gap-2 max-md:mt-2">
      <label className="relative">
        <span className="sr-only">{text.text}</span>
        <input
          ref={filterRef}
          type="search"
          className="field w-52 pr-7"
          placeholder={text.textHint}
          value={view.text}
          onChange={(event) => onChange({ text: event.target.value }, "replace")}
          onKeyDown={(event) => {
            if (event.key === "Enter" || event.key === "ArrowDown") onLeave();
            if (event.key !== "Escape") return;
            if (view.text !== "") onChange({ text: "" }, "replace");
            event.currentTarget.blur();
          }}
        />
        <kbd className="absolute top-1.5 right-2 max-md:hidden">/</kbd>
      </label>
      <Pick
        label={text.chain}
        any={text.anyChain}
        value={view.chain}
        all={chains.map((one) => [one.id, one.title[lang]])}
        onPick={(chain) => onChange({ chain, step: null })}
      />
      {steps.length > 0 && (
        <Pick
          label={text.step}
          any={text.anyStep}
          value={view.step}
          all={steps.map((one) => [one.id, one.title[lang]])}
          onPick={(step) => onChange({ step })}
        />
      )}
      <Pick
        label={text.state}
        any={text.anyState}
        value={view.states.length === 1 ? (view.states[0] ?? null) : view.states.length > 1 ? view.states.join(",") : null}
        all={[
          ...HANGING.map((state) => [state, common.statesMany[state]] as const),
          ...(view.states.length > 1 ? [[view.states.join(","), view.states.map((one) => common.states[one]).join(", ")] as const] : []),
        ]}
        onPick={(states) => onChange({ states: HANGING.filter((one) => states?.split(",").includes(one)) })}
      />
      <Pick
        label={text.cause}
        any={text.anyCause}
        value={view.cause}
        all={CAUSES.map((one) => [one, common.causes[one]])}
        onPick={(cause) => onChange({ cause })}
      />
      <Pick
        label={text.severity}
        any={text.anySeverity}
        value={view.severity}
        all={[...SEVERITIES].reverse().map((one) => [one, cases.severities[one]])}
        onPick={(severity) => onChange({ severity })}
      />
      <Pick
        label={text.owner}
        any={text.anyOwner}
        value={view.owner}
        all={[[NOBODY, text.nobody], ...owners.map((one) => [one, one] as const)]}
        onPick={(owner) => onChange({ owner })}
      />
      {isFiltered(view) && (
        <button type="button" className="btn" onClick={() => onChange(NO_FILTERS)}>
          {clear}
        </button>
      )}
    </div>
  );
}

interface PickProps<T extends string> {
  readonly label: string;
  readonly any: string;
  readonly value: T | null;
  readonly all: readonly (readonly [T, string])[];
  readonly onPick: (value: T | null) => void;
}

/** One of several or any; what narrows the list is seen at a glance. */
function Pick<T extends string>({ label, any, value, all, onPick }: PickProps<T>) {
  return (
    <label>
      <span className="sr-only">{label}</span>
      <select
        className={`field max-w-44 ${value === null ? "" : "border-transparent bg-accent-soft font-semibold text-accent"}`}
        value={value ?? ""}
        onChange={(event) => onPick((event.target.value as T) || null)}
      >
        <option value="">{any}</option>
        {all.map(([key, name]) => (
          <option key={key} value={key}>
            {name}
          </option>
        ))}
      </select>
    </label>
  );
}
