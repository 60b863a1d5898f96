"use client";

import type { CaseDto } from "#lib/contract/case";
import { layoutCaseClocks, type Mark, type Span } from "#lib/layout/case-clocks";
import { useNow, useText } from "../i18n/context.tsx";
import { Duration, Time } from "../ui/time.tsx";
import { words } from "./words.ts";

type Kind = keyof (typeof words)["en"]["clocks"];

/** What was promised, what Loupe saw, what people did: with how long each took. On a phone the line stands upright. */
export function CaseClocks({ one }: { readonly one: CaseDto }) {
  const text = useText(words);
  const now = useNow();
  const { clocks } = one;
  const isOver = one.state === "resolved";
  const ended: { readonly kind: Kind; readonly at: number | null } =
    clocks.recoveredAt !== null || !isOver
      ? { kind: "recovered", at: read(clocks.recoveredAt) }
      : { kind: "resolved", at: read(one.resolvedAt) };
  const moments: readonly { readonly kind: Kind; readonly at: number | null }[] = [
    { kind: beginOf(one), at: read(clocks.breachAt) },
    { kind: "detected", at: read(clocks.detectedAt) },
    // Who is told depends on routes; where nobody was, nothing is awaited.
    ...(clocks.notifiedAt === null ? [] : [{ kind: "notified" as const, at: read(clocks.notifiedAt) }]),
    { kind: "acknowledged", at: read(clocks.acknowledgedAt) },
    ended,
  ];
  // Once it is over, what never came is no longer awaited.
  const { marks, spans } = layoutCaseClocks(isOver ? moments.filter((moment) => moment.at !== null) : moments, now);
  return (
    <section aria-label={text.timeline} className="card mt-3 px-6 pt-4 pb-5" data-testid="clocks">
      <h2 className="mb-3 font-semibold text-ink-2 text-sm">{text.timeline}</h2>
      <ol className="flex flex-col md:hidden">
        {marks.map((mark, index) => (
          <li key={mark.kind} className="grid grid-cols-[14px_1fr_auto] items-baseline gap-x-3 py-1">
            <Dot mark={mark} />
            <span className={mark.at === null ? "text-ink-3" : "font-medium"}>{text.clocks[mark.kind]}</span>
            <span className="text-right text-ink-2">
              {mark.at === null ? text.notYet : <Time at={new Date(mark.at).toISOString()} />}
              {spans[index - 1]?.ms != null && (
                <span className="block text-sm">
                  +<Duration ms={spans[index - 1]?.ms ?? 0} />
                </span>
              )}
            </span>
          </li>
        ))}
      </ol>
      <div className="relative mx-14 hidden h-[74px] md:block">
        {spans.map((span, index) => (
          <Stretch key={marks[index + 1]?.kind} span={span} state={one.verdict.state} />
        ))}
        <ol>
          {marks.map((mark) => (
            <li
              key={mark.kind}
              className="absolute top-[19px] flex w-28 -translate-x-1/2 flex-col items-center text-center"
              style={{ left: `${mark.x * 100}%` }}
            >
              <Dot mark={mark} />
              <span className={`mt-1.5 text-sm leading-tight ${mark.at === null ? "text-ink-3" : "font-medium"}`}>
                {text.clocks[mark.kind]}
              </span>
              <span className="text-ink-2 text-xs">{mark.at === null ? text.notYet : <Time at={new Date(mark.at).toISOString()} />}</span>
            </li>
          ))}
        </ol>
      </div>
    </section>
  );
}

/** A deadline passed, or a failure ended, or a service fell silent: what the case's first clock counts from. */
const beginOf = ({ kind, verdict }: CaseDto): Kind =>
  kind === "silent-service" ? "silent" : verdict.state === "failed" ? "failed" : "breach";

const BEGINS: ReadonlySet<Kind> = new Set<Kind>(["breach", "failed", "silent"]);

const read = (at: string | null): number | null => (at === null ? null : Date.parse(at));

function Dot({ mark }: { readonly mark: Mark<Kind> }) {
  const isGood = mark.kind === "recovered" || mark.kind === "resolved";
  const look =
    mark.at === null
      ? "border-2 border-line-strong border-dashed bg-surface"
      : isGood
        ? "bg-done"
        : BEGINS.has(mark.kind)
          ? "bg-stuck"
          : "bg-accent";
  return <span aria-hidden="true" className={`relative z-10 size-3 flex-none rounded-full ${look}`} />;
}

/** The way to the next mark with its length written on it; what lasts still is dashed, in the colour of what hangs. */
function Stretch({ span, state }: { readonly span: Span; readonly state: CaseDto["verdict"]["state"] }) {
  return (
    <div
      className={`absolute top-0 text-center text-xs leading-none ${span.isOpen ? `ink-${state}` : "text-ink-2"}`}
      style={{ left: `${span.fromX * 100}%`, width: `${(span.toX - span.fromX) * 100}%` }}
    >
      <span className="block h-[18px] pt-0.5 font-medium">{span.ms !== null && <Duration ms={span.ms} />}</span>
      <span
        aria-hidden="true"
        className={`mt-1.5 block border-t-2 ${span.isOpen ? "border-current border-dashed" : span.ms === null ? "border-line border-dashed" : "border-line-strong"}`}
      />
    </div>
  );
}
