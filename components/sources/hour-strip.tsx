"use client";

import { useNow, useText } from "../i18n/context.tsx";
import { gapsOfHour, type Service } from "./health.ts";
import { SOURCE_WORDS } from "./words.ts";

/** The last hour from left to right: filled where the service was heard, hatched and framed where it was not. */
export function HourStrip({ service }: { readonly service: Service }) {
  const words = useText(SOURCE_WORDS);
  const gaps = gapsOfHour(service, useNow());
  return (
    <span
      role="img"
      aria-label={words.gapsSaid(gaps.length)}
      title={words.gapsSaid(gaps.length)}
      className="relative block h-3.5 min-w-40 overflow-hidden rounded-sm bg-done-soft"
    >
      {gaps.map(({ left, width, gap }) => (
        <span
          key={gap.from}
          className="absolute inset-y-0 min-w-[3px] border-unknown border-x bg-unknown-soft"
          style={{
            left: `${100 * left}%`,
            width: `${100 * width}%`,
            backgroundImage: "repeating-linear-gradient(135deg, var(--unknown) 0 1.5px, transparent 1.5px 5px)",
          }}
        />
      ))}
    </span>
  );
}
