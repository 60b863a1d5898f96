"use client";

import { useId } from "react";
import type { ChainDashboardDto } from "#lib/contract/dashboards";
import { ChartFrame } from "../charts/chart-frame.tsx";
import { useLang, useText } from "../i18n/context.tsx";
import { judgeDifference } from "./judge-difference.ts";
import { useFormats } from "./use-formats.ts";
import { dashWords } from "./words.ts";

/** Where an execution's time goes: one bar from left to right, the queue's waits hatched and apart; below it each step with its figures. */
export function StepBreakdown({ chain }: { readonly chain: ChainDashboardDto }) {
  const words = useText(dashWords).chain;
  const lang = useLang();
  const { ms, share } = useFormats();
  const hatch = useId();
  const parts = chain.steps.flatMap((step, i) => [
    ...(step.waitShare
      ? [
          {
            key: `wait ${step.stepId}`,
            share: step.waitShare,
            colour: `var(--svc-${(i % 7) + 1})`,
            wait: true,
            name: words.wait(step.title[lang]),
          },
        ]
      : []),
    ...(step.timeShare
      ? [{ key: step.stepId, share: step.timeShare, colour: `var(--svc-${(i % 7) + 1})`, wait: false, name: step.title[lang] }]
      : []),
  ]);
  let at = 0;
  const placed = parts.map((part) => {
    const from = at;
    at += part.share * 1000;
    return { ...part, from, width: Math.max(1, part.share * 1000 - 2) };
  });
  const or = (value: number | null | undefined, format: (value: number) => string) => (value == null ? "–" : format(value));
  const table = {
    columns: [
      { key: "step", name: words.step },
      { key: "timeShare", name: words.share, format: share },
      { key: "waitShare", name: words.waitP95, format: share },
      { key: "ownP95Ms", name: words.own, format: ms },
      { key: "waitP95Ms", name: words.waitP95, format: ms },
      { key: "errors", name: words.errors, format: String },
      { key: "timeouts", name: words.timeouts, format: String },
      { key: "reached", name: words.reached, format: String },
    ],
    rows: chain.steps.map((step) => [
      step.title[lang],
      step.timeShare,
      step.waitShare,
      step.own.p95Ms,
      step.wait?.p95Ms ?? null,
      step.own.errors,
      step.own.timeouts,
      step.reached,
    ]),
  };
  return (
    <ChartFrame testId="steps" title={words.steps} note={words.stepsNote} table={table}>
      {placed.length > 0 && (
        <svg
          data-chart=""
          viewBox="0 0 1000 34"
          preserveAspectRatio="none"
          width="100%"
          height="34"
          role="img"
          aria-label={placed.map((part) => `${part.name} ${share(part.share)}`).join(", ")}
          className="my-2 block"
        >
          <pattern id={hatch} width="7" height="7" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
            <line x1="0" x2="0" y1="0" y2="7" stroke="var(--surface)" strokeWidth="4" />
          </pattern>
          {placed.map((part) => (
            <g key={part.key}>
              <title>{`${part.name}: ${share(part.share)}`}</title>
              <rect x={part.from} y={4} width={part.width} height={26} rx={2} fill={part.colour} />
              {part.wait && <rect x={part.from} y={4} width={part.width} height={26} fill={`url(#${hatch})`} fillOpacity={0.7} />}
            </g>
          ))}
        </svg>
      )}
      <div className="-mx-4 relative overflow-x-auto">
        <table className="list" aria-label={words.steps}>
          <thead>
            <tr>
              <th scope="col">{words.step}</th>
              {[words.share, words.own, words.waitP95, words.errors, words.timeouts, words.deadline].map((name) => (
                <th key={name} scope="col" className="n">
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {chain.steps.map((step, i) => {
              const worse = judgeDifference(step.own.p95Ms, step.ownBefore?.p95Ms ?? null, "down", 5)?.meaning === "worse";
              const over = step.softMs !== null && step.own.p95Ms !== null && step.own.p95Ms > step.softMs;
              return (
                <tr key={step.stepId}>
                  <td className="whitespace-nowrap">
                    <span className="mr-2 inline-block size-2.5 rounded-[3px]" style={{ background: `var(--svc-${(i % 7) + 1})` }} />
                    {step.title[lang]}
                  </td>
                  <td className="n">{or((step.timeShare ?? 0) + (step.waitShare ?? 0) || null, share)}</td>
                  <td
                    className={`n ${over || worse ? "text-stuck" : ""}`}
                    title={step.ownBefore?.p95Ms != null ? ms(step.ownBefore.p95Ms) : undefined}
                  >
                    {worse && <span aria-hidden="true">▲ </span>}
                    {or(step.own.p95Ms, ms)}
                  </td>
                  <td className="n">{or(step.wait?.p95Ms, ms)}</td>
                  <td className="n">{or(step.own.count > 0 ? step.own.errors / step.own.count : null, share)}</td>
                  <td className="n">{or(step.own.count > 0 ? step.own.timeouts / step.own.count : null, share)}</td>
                  <td className="n">{or(step.softMs, ms)}</td>
                </tr>
              );
            })}
          </tbody>
        </table>
      </div>
    </ChartFrame>
  );
}
