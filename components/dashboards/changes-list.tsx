"use client";

import Link from "next/link";
import type { ChangeDto, ChangesDto } from "#lib/contract/dashboards";
import { useLang, useText } from "../i18n/context.tsx";
import { pathOfTrace } from "../ui/paths.ts";
import { StateGlyph } from "../ui/state-glyph.tsx";
import { pathOfScope } from "./scope.ts";
import type { Dash } from "./use-dash-view.ts";
import { type Formats, useFormats } from "./use-formats.ts";
import { dashWords } from "./words.ts";

const GLYPH = { errors: "failed", timeouts: "failed", latency: "late", wait: "slow", rate: "cannot-tell", "on-time": "stuck" } as const;

interface Props {
  readonly changes: ChangesDto;
  readonly direction: "worse" | "better";
  readonly hrefTo: Dash["hrefTo"];
  readonly most?: number;
}

/** Ranked by the server: first what is surest and touches most. */
export function ChangesList({ changes, direction, hrefTo, most = 6 }: Props) {
  const words = useText(dashWords).change;
  const shown = changes.changes.filter((change) => change.direction === direction).slice(0, most);
  if (changes.against === null) return <Nothing state="cannot-tell" title={words.nothingYet} hint={words.nothingYetHint} />;
  if (shown.length === 0)
    return <Nothing state="done" title={direction === "worse" ? words.none : words.noneBetter} hint={words.noneHint} />;
  return (
    <ol className="divide-y divide-line">
      {shown.map((change) => (
        <Change key={`${change.scope} ${change.measure}`} change={change} hrefTo={hrefTo} />
      ))}
    </ol>
  );
}

function Nothing({ state, title, hint }: { readonly state: "done" | "cannot-tell"; readonly title: string; readonly hint: string }) {
  return (
    <div className="flex gap-3 py-4">
      <span className={`state st-${state} h-fit p-1`}>
        <StateGlyph state={state} />
      </span>
      <p>
        <span className="block font-medium">{title}</span>
        <span className="text-ink-2 text-sm">{hint}</span>
      </p>
    </div>
  );
}

function Change({ change, hrefTo }: { readonly change: ChangeDto; readonly hrefTo: Dash["hrefTo"] }) {
  const words = useText(dashWords).change;
  const lang = useLang();
  const formats = useFormats();
  const state = change.direction === "better" ? "done" : GLYPH[change.measure];
  return (
    <li className="grid grid-cols-[auto_1fr_auto] items-baseline gap-x-2.5 gap-y-0.5 py-2.5">
      <span className={`state st-${state} self-start p-1`}>
        <StateGlyph state={state} />
      </span>
      <Link href={hrefTo(pathOfScope(change.scope))} className="min-w-0 break-words font-medium hover:underline">
        {change.title[lang]}
      </Link>
      <span className="num whitespace-nowrap font-semibold">
        <span className="font-normal text-ink-2">{words.measure[change.measure]}</span> {sayChange(change, formats)}
      </span>
      <span className="col-span-2 col-start-2 text-ink-2 text-sm">
        {withoutTitle(change.text[lang], change.title[lang])} · <b className="font-semibold">{sayConfidence(change.confidence, words)}</b>
        {change.exemplar && (
          <>
            {" · "}
            <Link href={pathOfTrace(change.exemplar.traceId)} className="evidence print:hidden">
              {words.trace}
            </Link>
          </>
        )}
      </span>
    </li>
  );
}

/** The sentence stands alone in a chat; under its title it need not say it again. */
const withoutTitle = (text: string, title: string): string => (text.startsWith(`${title}: `) ? text.slice(title.length + 2) : text);

const sayConfidence = (confidence: number, words: { readonly certain: string; readonly likely: string; readonly maybe: string }): string =>
  confidence >= 0.99 ? words.certain : confidence >= 0.9 ? words.likely : words.maybe;

/** `×4.6` where it grew by half and more, `+28 s` or `91 → 64 %` where a factor says little. */
export function sayChange({ before, now, unit }: Pick<ChangeDto, "before" | "now" | "unit">, { ms, share, rate, times }: Formats): string {
  const plain = (value: number) => (unit === "ms" ? ms(value) : unit === "share" ? share(value) : rate(value));
  if (now === null) return "–";
  if (before === null) return plain(now);
  if (unit !== "share" && before > 0 && now / before >= 1.5) return times(now / before);
  return `${plain(before)} → ${plain(now)}`;
}
