"use client";

import { useState } from "react";
import { useText } from "../i18n/context.tsx";
import { RANGES, type Range } from "../orders/order-query.ts";
import type { TraceView } from "./trace-query.ts";
import { TRACE_WORDS } from "./words.ts";

interface Props {
  readonly view: TraceView;
  readonly onChange: (change: Partial<TraceView>) => void;
  readonly onFault: (fault: string | null) => void;
}

/** Presets back from now, or two moments in the reader's own zone (which is the browser's). */
export function TimeRange({ view, onChange, onFault }: Props) {
  const words = useText(TRACE_WORDS);
  const absolute = view.from !== null || view.to !== null;
  const [open, setOpen] = useState(absolute);
  const [from, setFrom] = useState(writeLocal(view.from));
  const [to, setTo] = useState(writeLocal(view.to));
  const apply = (nextFrom: string, nextTo: string): void => {
    const [begins, ends] = [readLocal(nextFrom, view.from), readLocal(nextTo, view.to)];
    if (begins !== null && ends !== null && begins >= ends) onFault(words.turnedTime);
    else onChange({ from: begins, to: ends });
  };
  const field = (name: string, value: string, set: (value: string) => void, done: (value: string) => void) => (
    <input
      type="datetime-local"
      step="1"
      aria-label={name}
      value={value}
      className="field num text-ink"
      onChange={(event) => set(event.target.value)}
      onBlur={(event) => event.target.value !== writeLocal(name === words.from ? view.from : view.to) && done(event.target.value)}
      onKeyDown={(event) => {
        if (event.key !== "Enter") return;
        event.preventDefault();
        done(event.currentTarget.value);
      }}
    />
  );
  return (
    <span className="flex flex-wrap items-center gap-2">
      {/* biome-ignore lint/a11y/useSemanticElements: a fieldset draws a box of its own */}
      <span className="seg" role="group" aria-label={words.time}>
        {(Object.keys(RANGES) as Range[]).map((range) => (
          <button
            key={range}
            type="button"
            aria-pressed={!absolute && view.range === range}
            onClick={() => {
              setOpen(false);
              onChange({ range, from: null, to: null });
            }}
          >
            {words.ranges[range]}
          </button>
        ))}
        <button type="button" aria-pressed={absolute} aria-expanded={open} onClick={() => setOpen(!open)}>
          {words.custom}
        </button>
      </span>
      {open && (
        <span className="flex flex-wrap items-center gap-1.5">
          {field(words.from, from, setFrom, (value) => apply(value, to))}
          <span aria-hidden="true">–</span>
          {field(words.to, to, setTo, (value) => apply(from, value))}
        </span>
      )}
    </span>
  );
}

/** `2026-11-23T14:02:11` in the browser's zone: what such a field takes. */
function writeLocal(at: number | null): string {
  if (at === null) return "";
  const shifted = new Date(at - new Date(at).getTimezoneOffset() * 60_000);
  return shifted.toISOString().slice(0, 19);
}

/** The field has seconds; a moment that came with more keeps it while the field says the same. */
function readLocal(text: string, before: number | null): number | null {
  if (text === "") return null;
  if (text === writeLocal(before)) return before;
  const at = new Date(text).getTime();
  return Number.isNaN(at) ? null : at;
}
