"use client";

import { useLang, useNow, useWords, useZone } from "../i18n/context.tsx";
import { formatAge, formatDuration, formatTime, formatUtc, nameZone, type TimeShape } from "../i18n/format.ts";

const HOUR_MS = 3_600_000;

/** A moment in the viewer's zone; UTC on hover. Today's need no date, `auto` gives others one. */
export function Time({ at, shape = "auto" }: { readonly at: string; readonly shape?: TimeShape | "auto" }) {
  const lang = useLang();
  const zone = useZone();
  const now = useNow();
  const ms = Date.parse(at);
  if (Number.isNaN(ms)) return <span className="num">{at}</span>;
  const far = Math.abs(now - ms);
  const auto = far < 20 * HOUR_MS ? "clock" : far < 300 * 24 * HOUR_MS ? "date-clock" : "year-clock";
  return (
    <time dateTime={at} title={`${formatUtc(ms)}`} className="num whitespace-nowrap">
      {formatTime(ms, lang, zone, shape === "auto" ? auto : shape)}
    </time>
  );
}

/** How long ago, ticking: `37 min`. */
export function Age({ at }: { readonly at: string }) {
  const age = useAge(at);
  return (
    <time dateTime={at} title={formatUtc(Date.parse(at))} className="num whitespace-nowrap">
      {age}
    </time>
  );
}

export function useAge(at: string, grain: "coarse" | "plain" | "fine" = "plain"): string {
  const lang = useLang();
  const words = useWords();
  return formatAge(useNow() - Date.parse(at), lang, words.unit, grain);
}

export function Duration({ ms }: { readonly ms: number }) {
  const lang = useLang();
  const words = useWords();
  return <span className="num whitespace-nowrap">{formatDuration(ms, lang, words.unit)}</span>;
}

/** Which zone all the times are in. */
export function ZoneName() {
  const lang = useLang();
  const zone = useZone();
  const words = useWords();
  const now = useNow();
  return (
    <span title={`${words.fresh.zone} ${zone}`} className="whitespace-nowrap">
      <span className="sr-only">{words.fresh.zone} </span>
      {nameZone(zone, lang, now)}
    </span>
  );
}
