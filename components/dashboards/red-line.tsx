"use client";

import type { RedDto } from "#lib/contract/dashboards";
import { useText } from "../i18n/context.tsx";
import { Delta } from "./delta.tsx";
import { judgeDifference, judgeShare } from "./judge-difference.ts";
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
  const of = (part: number, red: RedDto | null) => (red && red.count > 0 ? part / red.count : null);
  const cells = [
    { name: words.rate, value: rate(now.ratePerMinute), delta: <span className="text-ink-2">{started ?? number(now.count)}</span> },
    {
      name: words.errors,
      value: say(of(now.errors, now), share),
      delta: (
        <Delta
          difference={judgeShare(of(now.errors, now), of(before?.errors ?? 0, before), "down")}
          format={(by) => figures.points(points(by))}
        />
      ),
    },
    {
      name: words.timeouts,
      value: say(of(now.timeouts, now), share),
      delta: (
        <Delta
          difference={judgeShare(of(now.timeouts, now), of(before?.timeouts ?? 0, before), "down")}
          format={(by) => figures.points(points(by))}
        />
      ),
    },
    ...(["p50Ms", "p95Ms", "p99Ms"] as const).map((key) => ({
      name: key.slice(0, 3),
      value: say(now[key], ms),
      delta: <Delta difference={judgeDifference(now[key], before?.[key] ?? null, "down", 1)} format={ms} />,
    })),
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
