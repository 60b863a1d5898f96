"use client";

import { useText } from "../i18n/context.tsx";
import { useFormats } from "./use-formats.ts";
import { dashWords } from "./words.ts";

/** What is left of the misses that the objective allows; below nothing it is overdrawn, and says so. */
export function BudgetBar({ left }: { readonly left: number | null }) {
  const words = useText(dashWords).chain;
  const { share } = useFormats();
  if (left === null) return null;
  const width = Math.max(0, Math.min(1, left));
  const ink = left < 0.15 ? "text-stuck" : left < 0.4 ? "text-late" : "text-done";
  return (
    <div className={`mt-1 flex items-center gap-2 ${ink}`}>
      <span className="h-1.5 flex-1 overflow-hidden rounded-full bg-sunken" aria-hidden="true">
        <span
          className="block h-full rounded-full bg-current print:border-[3px] print:border-current"
          style={{ width: `${Math.max(width * 100, left > 0 ? 2 : 0)}%` }}
        />
      </span>
      <span className="whitespace-nowrap text-sm">
        <span className="sr-only">{words.budget}: </span>
        <span className="num font-medium" title={words.budget}>
          {left < 0 ? words.overdrawn : share(Math.round(left * 100) / 100)}
        </span>
      </span>
    </div>
  );
}
