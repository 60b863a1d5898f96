"use client";

import type { TraceSummaryDto } from "#lib/contract/trace";
import { useText } from "../i18n/context.tsx";
import { StateGlyph } from "../ui/state-glyph.tsx";
import { colourServices } from "../waterfall/palette.ts";
import { TRACE_WORDS } from "./words.ts";

interface Props {
  readonly traces: readonly TraceSummaryDto[];
  readonly services: readonly string[];
  /** Root services that share no colour. */
  readonly others: number;
  readonly onReset: (() => void) | null;
}

const COLOURS = 7;

export function ScatterLegend({ traces, services, others, onReset }: Props) {
  const words = useText(TRACE_WORDS);
  const colours = colourServices(services, COLOURS);
  const failed = traces.filter((one) => one.errorCount > 0).length;
  return (
    <figcaption className="flex flex-wrap items-center gap-x-3 gap-y-1 px-4 text-ink-2 text-sm">
      {services.map((service, index) => (
        <span key={service} className="inline-flex items-center gap-1.5 whitespace-nowrap">
          <i aria-hidden="true" className="size-2 rounded-full" style={{ background: `var(--svc-${(colours[index] ?? 0) + 1})` }} />
          <bdi>{service === "" ? words.noRoot : service}</bdi>
        </span>
      ))}
      {others > 0 && (
        <span className="inline-flex items-center gap-1.5 whitespace-nowrap">
          <i aria-hidden="true" className="size-2 rounded-full bg-ink-3" />
          {words.plot.others(others)}
        </span>
      )}
      {failed > 0 && (
        <span className="inline-flex items-center gap-1.5 whitespace-nowrap text-failed">
          <StateGlyph state="failed" className="size-2.5" />
          {words.plot.withErrors} <span className="num">{failed}</span>
        </span>
      )}
      <span className="ml-auto flex items-center gap-3 whitespace-nowrap text-ink-3">
        <span className="max-md:hidden">
          {words.plot.size} · {words.plot.hint}
        </span>
        {onReset && (
          <button type="button" className="chip" onClick={onReset}>
            {words.plot.reset}
          </button>
        )}
      </span>
    </figcaption>
  );
}
