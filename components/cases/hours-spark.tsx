"use client";

import { scaleSqrt } from "d3";
import type { StateWord } from "#lib/contract/words";

interface Props {
  /** Cases opened in each of the last 24 hours, oldest first. */
  readonly hours: readonly number[];
  readonly state: StateWord;
  readonly height?: number;
  readonly label: string;
}

const STEP_PX = 4;

/** A day in 24 strokes: is it new, or does it come every night? An hour without a case keeps a foot, so that the hours can be counted. */
export function HoursSpark({ hours, state, height = 20, label }: Props) {
  const scale = scaleSqrt([0, Math.max(3, ...hours)], [0, height - 1.5]);
  return (
    <svg
      width={hours.length * STEP_PX}
      height={height}
      viewBox={`0 0 ${hours.length * STEP_PX} ${height}`}
      role="img"
      aria-label={label}
      className={`ink-${state} block`}
    >
      <title>{label}</title>
      {hours.map((count, index) => {
        const tall = count > 0 ? Math.max(3, scale(count)) : 1.5;
        return (
          <rect
            // biome-ignore lint/suspicious/noArrayIndexKey: an hour is known by its place
            key={index}
            x={index * STEP_PX}
            y={height - tall}
            width={STEP_PX - 1}
            height={tall}
            rx="0.8"
            fill="currentColor"
            opacity={count > 0 ? 0.85 : 0.28}
          />
        );
      })}
    </svg>
  );
}
