"use client";

import { useId, useState } from "react";
import { useNow, useText, useZone } from "../i18n/context.tsx";
import { useMenu } from "../ui/use-menu.ts";
import { readLocal, writeLocal } from "./local-time.ts";
import type { Dash } from "./use-dash-view.ts";
import { COMPARISONS, LONGEST, PRESETS, type Preset, REFRESHES, type Refresh } from "./view.ts";
import { dashWords } from "./words.ts";

export function RangeBar({ dash }: { readonly dash: Dash }) {
  const words = useText(dashWords).range;
  const { view, change } = dash;
  return (
    <>
      {/* biome-ignore lint/a11y/useSemanticElements: a fieldset draws a box of its own */}
      <span role="group" aria-label={words.label} className="seg bg-surface">
        {(Object.keys(PRESETS) as Preset[]).map((preset) => (
          <button key={preset} type="button" aria-pressed={view.range === preset} onClick={() => change({ range: preset, box: null })}>
            {words.presets[preset]}
          </button>
        ))}
      </span>
      <MoreMenu dash={dash} />
    </>
  );
}

/** Zones that a Russian company has offices in, the reader's own and UTC first. */
const ZONES = ["UTC", "Europe/Kaliningrad", "Europe/Moscow", "Europe/Samara", "Asia/Yekaterinburg", "Asia/Novosibirsk", "Asia/Vladivostok"];

function MoreMenu({ dash }: { readonly dash: Dash }) {
  const words = useText(dashWords).range;
  const own = useZone();
  const { view, change } = dash;
  const { props: menu, close } = useMenu();
  const zones = [...new Set([own, ...ZONES, ...(view.zone ? [view.zone] : [])])];
  return (
    <details {...menu} className="relative">
      <summary className="btn cursor-pointer list-none" title={words.more}>
        {words.custom}
      </summary>
      <div className="card absolute right-0 z-30 mt-1 flex w-72 max-w-[92vw] flex-col gap-3 p-4 max-sm:right-auto max-sm:left-0">
        <Dates key={`${dash.period.from} ${dash.zone}`} dash={dash} onDone={close} />
        <Choice
          name={words.compare}
          value={view.compare}
          onPick={(compare) => change({ compare })}
          options={COMPARISONS.map((one) => [one, words.comparisons[one] ?? one])}
        />
        <Choice
          name={words.zone}
          value={view.zone ?? own}
          onPick={(zone) => change({ zone: zone === own ? null : zone })}
          options={zones.map((zone) => [zone, zone === own ? `${zone} (${words.own})` : zone])}
        />
        <Choice
          name={words.refresh}
          value={String(view.refresh)}
          onPick={(refresh) => change({ refresh: Number(refresh) as Refresh })}
          options={REFRESHES.map((one) => [String(one), words.refreshes[one] ?? String(one)])}
        />
      </div>
    </details>
  );
}

function Choice<T extends string>(props: {
  readonly name: string;
  readonly value: T;
  readonly options: readonly (readonly [T, string])[];
  readonly onPick: (value: T) => void;
}) {
  return (
    <label className="flex items-center justify-between gap-3 text-ink-2 text-sm">
      {props.name}
      <select className="field max-w-44" value={props.value} onChange={(event) => props.onPick(event.target.value as T)}>
        {props.options.map(([value, name]) => (
          <option key={value} value={value}>
            {name}
          </option>
        ))}
      </select>
    </label>
  );
}

/** Two moments by the wall clock of the chosen zone. */
function Dates({ dash, onDone }: { readonly dash: Dash; readonly onDone: () => void }) {
  const words = useText(dashWords).range;
  const now = useNow();
  const id = useId();
  const [from, setFrom] = useState(() => writeLocal(dash.period.from, dash.zone));
  const [to, setTo] = useState(() => writeLocal(Math.min(dash.period.to, now || dash.period.to), dash.zone));
  const [wrong, setWrong] = useState(false);
  return (
    <form
      className="flex flex-col gap-2 border-line border-b pb-3"
      onSubmit={(event) => {
        event.preventDefault();
        const range = { from: readLocal(from, dash.zone), to: readLocal(to, dash.zone) };
        const sound = range.from !== null && range.to !== null && range.from < range.to && range.to - range.from <= LONGEST;
        setWrong(!sound);
        if (!sound) return;
        dash.change({ range: { from: range.from!, to: range.to! }, box: null });
        onDone();
      }}
    >
      {(
        [
          [words.from, from, setFrom],
          [words.to, to, setTo],
        ] as const
      ).map(([name, value, set]) => (
        <label key={name} className="flex items-center justify-between gap-3 text-ink-2 text-sm">
          {name}
          <input
            type="datetime-local"
            className="field"
            value={value}
            required
            aria-invalid={wrong}
            aria-describedby={wrong ? id : undefined}
            onChange={(event) => set(event.target.value)}
          />
        </label>
      ))}
      {wrong && (
        <p id={id} role="alert" className="text-failed text-sm">
          {words.wrong}
        </p>
      )}
      <button type="submit" className="btn btn-primary justify-center">
        {words.apply}
      </button>
    </form>
  );
}
