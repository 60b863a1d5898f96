"use client";

import type { CaseStateWord, SeverityWord } from "#lib/contract/case-words";
import { useText } from "../i18n/context.tsx";
import { words } from "./words.ts";

/** What people have done about it: apart from what hangs, so without colour; a hand, a moon, a tick. */
const GLYPHS: Readonly<Record<CaseStateWord, React.ReactNode>> = {
  open: <circle cx="6" cy="6" r="3.6" fill="none" stroke="currentColor" strokeWidth="1.8" />,
  acknowledged: (
    <path
      d="M6 10.6c-2.6 0-4-1.7-4-4.2V3.6m2.6 2V1.8m2.6 3.8V2.4M9.8 3.6v3c0 2.4-1.4 4-3.8 4"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.5"
      strokeLinecap="round"
    />
  ),
  snoozed: (
    <path
      d="M9.8 7.4A4.4 4.4 0 0 1 4.6 2.2a4.4 4.4 0 1 0 5.2 5.2z"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.6"
      strokeLinejoin="round"
    />
  ),
  resolved: <path d="M2 6.5 5 9.5 10 3" fill="none" stroke="currentColor" strokeWidth="1.8" strokeLinecap="round" strokeLinejoin="round" />,
};

export function CaseState({ state, children }: { readonly state: CaseStateWord; readonly children?: React.ReactNode }) {
  const text = useText(words);
  return (
    <span
      data-case-state={state}
      className={`inline-flex items-center gap-1.5 whitespace-nowrap ${state === "open" ? "font-medium" : "text-ink-2"}`}
    >
      <svg viewBox="0 0 12 12" aria-hidden="true" className="size-3 flex-none">
        {GLYPHS[state]}
      </svg>
      {children ?? text.states[state]}
    </span>
  );
}

const BARS: Readonly<Record<SeverityWord, number>> = { minor: 1, major: 2, critical: 3 };

/** One to three bars and the word: seen without colour. */
export function Severity({ severity, bare = false }: { readonly severity: SeverityWord; readonly bare?: boolean }) {
  const text = useText(words);
  return (
    <span className="inline-flex items-center gap-1.5 whitespace-nowrap text-ink-2 text-sm" title={text.severities[severity]}>
      <svg viewBox="0 0 12 12" aria-hidden="true" className="size-3 flex-none">
        {[0, 1, 2].map((index) => (
          <rect
            key={index}
            x={index * 4.2}
            y={8 - index * 3.4}
            width="2.8"
            height={4 + index * 3.4}
            rx="0.8"
            fill="currentColor"
            opacity={index < BARS[severity] ? 1 : 0.22}
          />
        ))}
      </svg>
      <span className={bare ? "sr-only" : ""}>{text.severities[severity]}</span>
    </span>
  );
}
