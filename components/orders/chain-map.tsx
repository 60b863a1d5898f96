"use client";

import type { OverviewDto } from "#lib/contract/overview";
import { HANGING } from "#lib/contract/words";
import { useLang } from "../i18n/context.tsx";
import { useChains } from "../ui/chains.tsx";
import { useAge } from "../ui/time.tsx";

const WIDTH = 640;
const MARGIN = 62;

/** The chain as stations on a line; a station shows how many stand there now, in the colour of the worst of them. */
export function ChainMap({ chain }: { readonly chain: OverviewDto["chains"][number] }) {
  const lang = useLang();
  const steps = useChains().find((one) => one.id === chain.chainId)?.steps ?? [];
  const x = (index: number) => MARGIN + (index * (WIDTH - 2 * MARGIN)) / Math.max(1, steps.length - 1);
  return (
    <svg
      viewBox={`0 0 ${WIDTH} 100`}
      className="mt-1 block w-full"
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
  );
}

interface StationProps {
  readonly x: number;
  readonly title: string;
  readonly here: OverviewDto["chains"][number]["steps"];
}

function Station({ x, title, here }: StationProps) {
  const worst = HANGING.map((state) => here.find((one) => one.state === state)).find((one) => one !== undefined);
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
