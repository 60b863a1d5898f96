"use client";

import type { OverviewDto } from "#lib/contract/overview";
import { HANGING } from "#lib/contract/words";
import { useLang } from "../i18n/context.tsx";
import { type ChainWords, useChains } from "../ui/chains.tsx";
import { StateGlyph } from "../ui/state-glyph.tsx";
import { useAge } from "../ui/time.tsx";

const WIDTH = 640;
const MARGIN = 62;

/** The chain as stations on a line; a station shows how many stand there now, in the colour of the worst of them. */
export function ChainMap({ chain }: { readonly chain: OverviewDto["chains"][number] }) {
  const lang = useLang();
  const steps = useChains().find((one) => one.id === chain.chainId)?.steps ?? [];
  const x = (index: number) => MARGIN + (index * (WIDTH - 2 * MARGIN)) / Math.max(1, steps.length - 1);
  return (
    <>
      <Places steps={steps} chain={chain} />
      <svg
        viewBox={`0 0 ${WIDTH} 100`}
        className="mt-1 hidden w-full sm:block"
        role="img"
        aria-label={steps.map((step) => step.title[lang]).join(" → ")}
      >
        {steps.slice(1).map((step, index) => (
          <line
            key={step.id}
            x1={x(index) + 17}
            x2={x(index + 1) - 17}
            y1="34"
            y2="34"
            strokeWidth="2"
            strokeDasharray={steps[index]?.id === "rabbitmq" ? "5 4" : undefined}
            className="stroke-line-strong"
          />
        ))}
        {steps.map((step, index) => (
          <Station key={step.id} x={x(index)} title={step.title[lang]} here={chain.steps.filter((one) => one.stepId === step.id)} />
        ))}
      </svg>
    </>
  );
}

/** On a phone the line would be too small to read: the steps where something stands, in words. */
function Places({ steps, chain }: { readonly steps: ChainWords["steps"]; readonly chain: OverviewDto["chains"][number] }) {
  const lang = useLang();
  const places = steps.flatMap((step) => {
    const here = chain.steps.filter((one) => one.stepId === step.id);
    return here.length > 0 ? [{ step, here, count: here.reduce((sum, one) => sum + one.count, 0) }] : [];
  });
  if (places.length === 0) return null;
  return (
    <ul className="mt-2 flex flex-wrap gap-x-4 gap-y-1 border-line border-t pt-2 text-sm sm:hidden">
      {places.map(({ step, here, count }) => {
        const worst = worstOf(here);
        return (
          <li key={step.id} className={`flex items-center gap-1.5 ${worst ? `ink-${worst.state}` : "text-ink-2"}`}>
            {worst && <StateGlyph state={worst.state} className="size-2.5" />}
            {step.title[lang]} <span className="num font-semibold">{count}</span>
          </li>
        );
      })}
    </ul>
  );
}

const worstOf = (here: OverviewDto["chains"][number]["steps"]) =>
  HANGING.map((state) => here.find((one) => one.state === state)).find((one) => one !== undefined);

interface StationProps {
  readonly x: number;
  readonly title: string;
  readonly here: OverviewDto["chains"][number]["steps"];
}

function Station({ x, title, here }: StationProps) {
  const worst = worstOf(here);
  const count = here.reduce((sum, one) => sum + one.count, 0);
  const ink = worst ? `ink-${worst.state}` : "text-ink-2";
  return (
    <g className={ink}>
      <circle
        cx={x}
        cy="34"
        r="15"
        strokeWidth={worst ? 2 : 1.2}
        className={worst ? `soft-${worst.state}` : "fill-sunken stroke-line-strong"}
        stroke={worst ? "currentColor" : undefined}
      />
      <text x={x} y="38" textAnchor="middle" fill="currentColor" className="font-mono font-semibold text-xs">
        {count > 0 ? count : ""}
      </text>
      <text x={x} y="67" textAnchor="middle" className="fill-ink font-medium text-sm">
        {title}
      </text>
      {worst && <Oldest x={x} at={worst.oldestSince} />}
    </g>
  );
}

function Oldest({ x, at }: { readonly x: number; readonly at: string }) {
  const age = useAge(at, "coarse");
  return (
    <text x={x} y="84" textAnchor="middle" fill="currentColor" className="font-mono text-xs">
      {age}
    </text>
  );
}
