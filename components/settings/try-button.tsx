"use client";

import { useState } from "react";
import { useText } from "../i18n/context.tsx";
import { backtestWords } from "./backtest-words.ts";

const HOURS = [1, 6, 24, 168] as const;

export function TryButton({ disabled, onTry }: { readonly disabled: boolean; readonly onTry: (hours: number) => void }) {
  const words = useText(backtestWords);
  const [hours, setHours] = useState<number>(24);
  return (
    <>
      <select aria-label={words.range} className="field" value={hours} onChange={(event) => setHours(Number(event.target.value))}>
        {HOURS.map((one) => (
          <option key={one} value={one}>
            {words.ranges[one]}
          </option>
        ))}
      </select>
      <button type="button" className="btn disabled:opacity-50" disabled={disabled} onClick={() => onTry(hours)}>
        {words.try}
      </button>
    </>
  );
}
