"use client";

import { readLocal, writeLocal } from "../dashboards/local-time.ts";
import { useNow, useText, useZone } from "../i18n/context.tsx";
import { Time } from "../ui/time.tsx";
import { asOfWords } from "./words.ts";

const STEPS_MIN = [60, 10, 1] as const;

/** Loud, so that nobody takes the past for the present; with steps through it and the way back. */
export function BoardPast({ asOf, onChange }: { readonly asOf: string; readonly onChange: (asOf: string | null) => void }) {
  const words = useText(asOfWords);
  const zone = useZone();
  const now = useNow();
  const ms = Date.parse(asOf);
  const go = (to: number) => onChange(to >= now ? null : new Date(to).toISOString());
  return (
    <section aria-label={words.boardLabel} data-testid="as-of" className="card mb-3 border-running bg-running-soft px-4 py-3">
      <div className="flex flex-wrap items-center gap-2">
        <b className="mr-auto font-semibold text-lg text-running">
          {words.asKnown} <Time at={asOf} shape="date-clock" />
        </b>
        {STEPS_MIN.map((minutes) => (
          <button
            key={-minutes}
            type="button"
            className="btn num"
            aria-label={words.earlier(minutes)}
            onClick={() => go(ms - minutes * 60_000)}
          >
            −{minutes}
          </button>
        ))}
        <input
          type="datetime-local"
          aria-label={words.at}
          className="field"
          value={writeLocal(ms, zone)}
          onChange={(event) => {
            const picked = readLocal(event.target.value, zone);
            if (picked !== null) go(picked);
          }}
        />
        {STEPS_MIN.toReversed().map((minutes) => (
          <button
            key={minutes}
            type="button"
            className="btn num"
            aria-label={words.later(minutes)}
            onClick={() => go(ms + minutes * 60_000)}
          >
            +{minutes}
          </button>
        ))}
        <button type="button" className="btn btn-primary" onClick={() => onChange(null)}>
          {words.toNow}
        </button>
      </div>
      <p className="mt-1 text-ink-2 text-sm">{words.noFlow}</p>
    </section>
  );
}
