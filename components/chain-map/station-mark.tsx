"use client";

import type { StateWord } from "#lib/contract/words";
import type { Station } from "#lib/layout/chain-map";
import { useLang, useNow, useText, useWords } from "../i18n/context.tsx";
import { formatAge } from "../i18n/format.ts";
import { useDuration } from "../i18n/use-duration.ts";
import { type BoardStep, worstOf } from "./map-steps.ts";
import { words } from "./words.ts";

interface Props {
  readonly station: Station<StateWord>;
  readonly y: number;
  readonly step: BoardStep;
  readonly picked: boolean;
  readonly onPick: (() => void) | undefined;
}

/** How many stand here, in a ring of their states; below it its name and how long the oldest of the worst hangs. */
export function StationMark({ station, y, step, picked, onPick }: Props) {
  const { x, radius, count, arcs, name, nameY, ageY } = station;
  const worst = worstOf(step);
  const said = useStationWords(step, name.join(" "));
  const drawn = (
    <>
      <circle cx={x} cy={y} r={radius + 6} fill="transparent" />
      {picked && <circle cx={x} cy={y} r={radius + 4} fill="none" strokeWidth="2" className="stroke-accent" />}
      <circle
        cx={x}
        cy={y}
        r={radius}
        strokeWidth="1.2"
        className={worst ? `soft-${worst.state}` : count > 0 ? "fill-sunken stroke-line-strong" : "fill-surface stroke-line-strong"}
      />
      <g transform={`translate(${x} ${y})`}>
        {arcs.map(({ state, path }) => (
          <path key={state} d={path} fill="currentColor" className={`map-arc ink-${state}`} />
        ))}
      </g>
      <text
        x={x}
        y={y + 4.5}
        textAnchor="middle"
        fill="currentColor"
        className={`font-mono font-semibold text-[12.5px] ${worst ? `ink-${worst.state}` : "text-ink-2"}`}
      >
        {count > 0 ? count : ""}
      </text>
      <text textAnchor="middle" className="fill-ink font-medium text-sm">
        {name.map((line, index) => (
          <tspan key={line} x={x} y={nameY + index * 14}>
            {line}
          </tspan>
        ))}
      </text>
      {worst && <OldestAge x={x} y={ageY} worst={worst} />}
      <title>{said}</title>
    </>
  );
  if (!onPick) return <g>{drawn}</g>;
  return (
    // biome-ignore lint/a11y/useSemanticElements: there is no button in SVG
    <g
      role="button"
      tabIndex={0}
      aria-pressed={picked}
      aria-label={said}
      className="map-station cursor-pointer"
      onClick={onPick}
      onKeyDown={(event) => {
        if (event.key !== "Enter" && event.key !== " ") return;
        event.preventDefault();
        onPick();
      }}
    >
      {drawn}
    </g>
  );
}

function OldestAge({ x, y, worst }: { readonly x: number; readonly y: number; readonly worst: BoardStep["states"][number] }) {
  const lang = useLang();
  const { unit } = useWords();
  const age = formatAge(useNow() - Date.parse(worst.oldestSince), lang, unit, "coarse");
  return (
    <text x={x} y={y} textAnchor="middle" fill="currentColor" className={`font-mono text-xs ink-${worst.state}`}>
      {age}
    </text>
  );
}

/** All that the picture says, in a sentence: for the tooltip and for who does not see it. */
function useStationWords(step: BoardStep, name: string): string {
  const common = useWords();
  const text = useText(words);
  const duration = useDuration();
  const parts = [
    step.states.filter((one) => one.count > 0).map((one) => common.counted(one.count, one.state)),
    step.cases > 0 ? text.cases(step.cases) : [],
    step.passedLastHour === null ? [] : text.passed(step.passedLastHour),
    step.p95Ms === null ? [] : text.p95(duration(step.p95Ms)),
  ].flat();
  return `${name}: ${parts.length > 0 ? parts.join(", ") : text.nobody}`;
}
