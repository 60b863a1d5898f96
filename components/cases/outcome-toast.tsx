"use client";

import { useEffect } from "react";
import { useText } from "../i18n/context.tsx";
import type { Outcome } from "./use-commands.ts";
import { words } from "./words.ts";

/** Success is said in passing; a failure stays until it is read, with the way to try again. */
const SHOWN_MS = 4_000;

export function OutcomeToast({ outcome, onDismiss }: { readonly outcome: Outcome | null; readonly onDismiss: () => void }) {
  const text = useText(words);
  useEffect(() => {
    if (!outcome || outcome.failure !== null) return;
    const timer = setTimeout(onDismiss, SHOWN_MS);
    return () => clearTimeout(timer);
  }, [outcome, onDismiss]);
  return (
    <div role="status" aria-live="polite" className="pointer-events-none fixed inset-x-0 bottom-4 z-40 flex justify-center px-4">
      {outcome && (
        <p
          data-testid="outcome"
          className={`card pointer-events-auto flex max-w-[640px] flex-wrap items-center gap-x-3 gap-y-2 px-4 py-2.5 shadow-lg ${outcome.failure === null ? "" : "border-failed text-failed"}`}
        >
          <b className="font-semibold">{sayOutcome(outcome, text)}</b>
          {outcome.failure !== null && (
            <>
              <span className="text-ink-2 text-sm">{outcome.failure}</span>
              <button type="button" className="btn" onClick={outcome.retry}>
                {text.outcome.retry}
              </button>
              <button type="button" className="btn" onClick={onDismiss}>
                {text.outcome.close}
              </button>
            </>
          )}
        </p>
      )}
    </div>
  );
}

function sayOutcome({ command, done, of, failure }: Outcome, text: (typeof words)["en"]): string {
  const what = text.done[command.kind];
  if (failure === null) return of === 0 ? text.outcome.nothing : text.outcome.all(what, done);
  return done === 0 ? text.outcome.none(text.commands[command.kind]) : text.outcome.some(what, done, of);
}
