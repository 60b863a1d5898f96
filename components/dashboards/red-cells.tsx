"use client";

import type { RedDto } from "#lib/contract/dashboards";
import { useText } from "../i18n/context.tsx";
import { judgeDifference } from "./judge-difference.ts";
import { useFormats } from "./use-formats.ts";
import { dashWords } from "./words.ts";

/** Rate, errors, durations as a table's columns; what got worse since the time before is red and has an arrow. */
export function RedHeads() {
  const words = useText(dashWords).chain;
  return [words.rate, words.errors, words.timeouts, "p50", "p95", "p99"].map((name) => (
    <th key={name} scope="col" className="n">
      {name}
    </th>
  ));
}

export function RedCells({ now, before }: { readonly now: RedDto; readonly before: RedDto | null }) {
  const { ms, share, rate } = useFormats();
  const of = (part: number, red: RedDto) => (red.count > 0 ? part / red.count : null);
  return (
    <>
      <td className="n">{rate(now.ratePerMinute)}</td>
      <Figure value={of(now.errors, now)} before={before && of(before.errors, before)} format={share} least={0.002} />
      <Figure value={of(now.timeouts, now)} before={before && of(before.timeouts, before)} format={share} least={0.002} />
      <Figure value={now.p50Ms} before={before?.p50Ms ?? null} format={ms} least={2} />
      <Figure value={now.p95Ms} before={before?.p95Ms ?? null} format={ms} least={5} />
      <Figure value={now.p99Ms} before={before?.p99Ms ?? null} format={ms} least={10} />
    </>
  );
}

interface FigureProps {
  readonly value: number | null;
  readonly before: number | null;
  readonly format: (value: number) => string;
  readonly least: number;
}

/** A quarter more is worth a colour in a table full of figures; two percent are not. */
const NOTICED = 0.25;

function Figure({ value, before, format, least }: FigureProps) {
  const words = useText(dashWords).figures;
  if (value === null) return <td className="n text-ink-3">–</td>;
  const worse = judgeDifference(value, before, "down", Math.max(least, (before ?? 0) * NOTICED))?.meaning === "worse";
  return (
    <td className={`n ${worse ? "text-stuck" : ""}`} title={before === null ? undefined : words.was(format(before))}>
      {worse && (
        <>
          <span aria-hidden="true">▲ </span>
          <span className="sr-only">{words.worse}: </span>
        </>
      )}
      {format(value)}
    </td>
  );
}
