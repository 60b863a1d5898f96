"use client";

import { useText } from "../i18n/context.tsx";
import type { Difference } from "./judge-difference.ts";
import { dashWords } from "./words.ts";

const INK = { better: "text-done", worse: "text-stuck", same: "text-ink-2" } as const;

/** An arrow for the way, a colour and a word for what it means: never the colour alone. */
export function Delta({ difference, format }: { readonly difference: Difference | null; readonly format: (by: number) => string }) {
  const words = useText(dashWords).figures;
  if (difference === null) return <span className="text-ink-3">{words.noBefore}</span>;
  const { by, meaning } = difference;
  if (meaning === "same") return <span className={INK.same}>{words.same}</span>;
  return (
    <span className={`${INK[meaning]} whitespace-nowrap font-semibold`}>
      <span aria-hidden="true">{by > 0 ? "▲" : "▼"} </span>
      {format(Math.abs(by))} <span className="font-normal">{words[meaning]}</span>
    </span>
  );
}
