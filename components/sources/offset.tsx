"use client";

import { useDuration } from "../i18n/use-duration.ts";
import { StatePill } from "../ui/state-glyph.tsx";
import { WORTH_A_LOOK_MS } from "./health.ts";

/** How far a clock runs ahead (+) or behind (−). */
export function Offset({ ms }: { readonly ms: number | null }) {
  const duration = useDuration();
  if (ms === null) return "—";
  const size = Math.abs(ms);
  const text = size < 1 ? duration(0) : `${ms > 0 ? "+" : "−"}${duration(size)}`;
  return size < WORTH_A_LOOK_MS ? text : <StatePill state="late">{text}</StatePill>;
}
