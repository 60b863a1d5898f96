"use client";

import type { CaseEventDto } from "#lib/contract/case";
import { useLang, useText } from "../i18n/context.tsx";
import { Sentence } from "../orders/sentence.tsx";
import { Time } from "../ui/time.tsx";
import { words } from "./words.ts";

const OWN = "loupe";

/** Every change, newest first, with who and when; people's own words are set apart from Loupe's. */
export function CaseHistory({ history }: { readonly history: readonly CaseEventDto[] }) {
  const text = useText(words);
  const lang = useLang();
  return (
    <section aria-label={text.history} className="card px-6 py-4" data-testid="history">
      <h2 className="mb-2 font-semibold text-ink-2 text-sm">{text.history}</h2>
      <ol className="divide-y divide-line">
        {history
          .map((event, number) => ({ event, number }))
          .reverse()
          .map(({ event, number }) => (
            <li key={number} data-event={event.kind} className="grid grid-cols-[auto_1fr] gap-x-4 py-2 md:grid-cols-[92px_120px_1fr]">
              <span className="text-ink-2">
                <Time at={event.at} />
              </span>
              <span className={`truncate max-md:text-right ${event.actor === OWN ? "text-ink-3" : "font-medium"}`}>
                {event.actor === OWN ? text.byLoupe : event.actor}
              </span>
              <span className="max-md:col-span-2">
                <Sentence text={event.text[lang]} near={event.at} />
                {event.detail !== null && (
                  <span className="mt-1 block whitespace-pre-wrap break-words rounded-sm border-line-strong border-l-2 bg-sunken px-3 py-1.5">
                    {event.detail}
                  </span>
                )}
              </span>
            </li>
          ))}
      </ol>
    </section>
  );
}
