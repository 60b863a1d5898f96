"use client";

import type { Link } from "#lib/layout/chain-map";
import { useLang, useNow, useText, useWords } from "../i18n/context.tsx";
import { formatAge } from "../i18n/format.ts";
import { useDuration } from "../i18n/use-duration.ts";
import { type BoardStep, worstOf } from "./map-steps.ts";
import { words } from "./words.ts";

interface Props {
  readonly link: Link;
  readonly y: number;
  readonly step: BoardStep;
  readonly hatch: string;
}

/** "p95 8.2 s"; where the pipe is shorter than its label, there is none: the consumer's station says how many and how old. */
const LABEL_PX = 60;
/** 11 px monospace, and what a label may stand over each end. */
const CHARACTER_PX = 6.7;
const OVERHANG_PX = 12;

/** A line as thick as what flows over it; before a consumer a hatched pipe that fills up towards the hard deadline. */
export function QueueLink({ link, y, step, hatch }: Props) {
  const duration = useDuration();
  const text = useText(words);
  const { fromX, toX, queue, thickness } = link;
  if (toX <= fromX) return null;
  if (!queue)
    return <line x1={fromX} x2={toX} y1={y} y2={y} strokeWidth={thickness} strokeLinecap="round" className="stroke-line-strong" />;
  const worst = worstOf(step);
  const width = toX - fromX;
  const hasRoom = width >= LABEL_PX;
  const fill = worst ? Math.max(0, queue.filledX - fromX) : 0;
  return (
    <g>
      <title>
        {[
          worst ? text.queue(new Intl.NumberFormat("en", { style: "percent" }).format(fill / width)) : null,
          step.p95Ms === null ? null : text.p95(duration(step.p95Ms)),
        ]
          .filter((one) => one !== null)
          .join(". ")}
      </title>
      <rect x={fromX} y={y - 5} width={width} height="10" rx="5" fill={`url(#${hatch})`} className="stroke-line-strong" strokeWidth="1" />
      {fill > 0 && worst && (
        <rect x={fromX} y={y - 5} width={fill} height="10" rx="5" fill="currentColor" fillOpacity="0.8" className={`ink-${worst.state}`} />
      )}
      {queue.softX < toX - 1 && <line x1={queue.softX} x2={queue.softX} y1={y - 8} y2={y + 8} strokeWidth="1.2" className="stroke-ink-3" />}
      {!hasRoom ? null : worst ? (
        <Waiting x={(fromX + toX) / 2} y={y} step={step} room={width + OVERHANG_PX} />
      ) : (
        step.p95Ms !== null && (
          <text x={(fromX + toX) / 2} y={y - 12} textAnchor="middle" className="fill-ink-2 font-mono text-xs">
            {text.usual(duration(step.p95Ms))}
          </text>
        )
      )}
    </g>
  );
}

interface WaitingProps {
  readonly x: number;
  readonly y: number;
  readonly step: BoardStep;
  readonly room: number;
}

function Waiting({ x, y, step, room }: WaitingProps) {
  const lang = useLang();
  const unit = useWords().unit;
  const text = useText(words);
  const now = useNow();
  const worst = worstOf(step);
  if (!worst) return null;
  const said = text.waiting(worst.count, formatAge(now - Date.parse(worst.oldestSince), lang, unit, "coarse"));
  return (
    <text x={x} y={y - 12} textAnchor="middle" fill="currentColor" className={`font-medium font-mono text-xs ink-${worst.state}`}>
      {said.length * CHARACTER_PX <= room ? said : worst.count}
    </text>
  );
}
