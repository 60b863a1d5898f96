"use client";

import type { RedDto } from "#lib/contract/dashboards";
import { useText } from "../i18n/context.tsx";
import { Delta } from "./delta.tsx";
import { type Difference, judgeDifference, judgeShare } from "./judge-difference.ts";
import { useFormats } from "./use-formats.ts";
import { dashWords } from "./words.ts";

interface Props {
  readonly now: RedDto;
  readonly before: RedDto | null;
  readonly started?: string;
}

/** Rate, errors, durations of a range in one line, each against the time before. */
export function RedLine({ now, before, started }: Props) {
  const words = useText(dashWords).chain;
  const { figures } = useText(dashWords);
  const { ms, share, rate, points, number } = useFormats();
  // Where there is nothing earlier, it is said once and not five times.
  const delta = (difference: Difference | null, format: (by: number) => string) =>
    before === null ? null : <Delta difference={difference} format={format} />;
  const failed = (key: "errors" | "timeouts") => {
    const of = (red: RedDto | null) => (red && red.count > 0 ? red[key] / red.count : null);
    const change = delta(judgeShare(of(now), of(before), "down"), (by) => figures.points(points(by)));
    return { name: words[key], value: say(of(now), share), delta: change };
  };
  const quantile = (key: "p50Ms" | "p95Ms" | "p99Ms") => ({
    name: key.slice(0, 3),
    value: say(now[key], ms),
    delta: delta(judgeDifference(now[key], before?.[key] ?? null, "down", 1), ms),
  });
  const first = `${started ?? number(now.count)}${before === null ? ` · ${figures.noBefore}` : ""}`;
  const cells = [
    { name: words.rate, value: rate(now.ratePerMinute), delta: <span className="text-ink-2">{first}</span> },
    failed("errors"),
    failed("timeouts"),
    quantile("p50Ms"),
    quantile("p95Ms"),
    quantile("p99Ms"),
  ];
  return (
    <dl className="card grid grid-cols-2 gap-x-4 gap-y-3 px-4 py-3 sm:grid-cols-3 lg:grid-cols-6" data-testid="red-line">
      {cells.map((cell) => (
        <div key={cell.name} className="min-w-0">
          <dt className="text-ink-2 text-sm">{cell.name}</dt>
          <dd className="font-semibold text-xl leading-tight tracking-tight tabular-nums">{cell.value}</dd>
          <dd className="text-sm">{cell.delta}</dd>
        </div>
      ))}
    </dl>
  );
}

const say = (value: number | null, format: (value: number) => string): string => (value === null ? "–" : format(value));
