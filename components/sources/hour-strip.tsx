"use client";

import { useNow, useText } from "../i18n/context.tsx";
import { gapsOfHour, type Service, wholeGaps } from "./health.ts";
import { SOURCE_WORDS } from "./words.ts";

/** The last hour from left to right: filled where the service was heard, hatched where it was not; half as high where one instance was not. */
export function HourStrip({ service }: { readonly service: Service }) {
  const words = useText(SOURCE_WORDS);
  const now = useNow();
  const gaps = gapsOfHour(service, now);
  const said = words.gapsSaid(wholeGaps(service, now));
  return (
    <span role="img" aria-label={said} title={said} className="relative block h-3.5 min-w-40 overflow-hidden rounded-sm bg-done-soft">
      {gaps.map(({ left, width, gap }) => (
        <span
          key={`${gap.from} ${gap.instance}`}
          className={`absolute min-w-[3px] border-unknown border-x bg-unknown-soft ${gap.instance === null ? "inset-y-0" : "top-1/2 bottom-0 opacity-60"}`}
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
