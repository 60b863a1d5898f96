"use client";

import type { ExecutionDto, StepDto } from "#lib/contract/execution";
import { useLang, useNow, useWords } from "../i18n/context.tsx";
import { formatAge } from "../i18n/format.ts";
import { useDuration } from "../i18n/use-duration.ts";
import type { ChainWords } from "../ui/chains.tsx";
import { StateGlyph } from "../ui/state-glyph.tsx";
import { Duration, Time } from "../ui/time.tsx";
import { selectSpan } from "./select-span.ts";

interface Props {
  readonly chain: ChainWords;
  readonly execution: ExecutionDto | null;
}

/** One chain from left to right (downwards on a phone); between two steps, the line that leads from one to the other. */
export function LaneTrack({ chain, execution }: Props) {
  const steps = chain.steps.map((words, index) => ({ words, step: execution?.steps[index] ?? null }));
  return (
    <ol className="flex flex-col gap-y-2 md:flex-row md:items-start">
      {steps.map(({ words, step }, index) => {
        const before = steps[index - 1]?.step ?? null;
        return (
          <li key={words.id} className={`flex min-w-0 flex-col md:flex-row ${index > 0 ? "md:flex-[1_1_0]" : ""}`}>
            {index > 0 && <Link before={before} step={step} />}
            <Station words={words} step={step} before={before} first={index === 0} />
          </li>
        );
      })}
    </ol>
  );
}

/** A step that is awaited while the one before it went well: where the order is now. Nobody waits for what follows a failure. */
const isAwaited = (step: StepDto | null, before: StepDto | null): boolean =>
  step !== null && step.at === null && before?.at != null && before.state !== "failed" && step.state !== "done";

function Link({ before, step }: { readonly before: StepDto | null; readonly step: StepDto | null }) {
  if (isAwaited(step, before) && step && before?.at && step.state !== "cannot-tell")
    return <OpenWait since={before.at} missing={step.state === "missing"} />;
  const seen = step?.at != null;
  return <span aria-hidden="true" className={`mx-2 mt-[10px] hidden h-0.5 min-w-3 flex-1 md:block ${seen ? "bg-done/35" : "bg-line"}`} />;
}

/** Dashed, with the wait counting up above it. */
function OpenWait({ since, missing }: { readonly since: string; readonly missing: boolean }) {
  const words = useWords();
  const lang = useLang();
  const age = formatAge(useNow() - Date.parse(since), lang, words.unit);
  return (
    <span
      className={`relative mx-2 mt-[10px] hidden min-w-12 flex-1 border-t-2 border-dashed md:block ${missing ? "border-stuck" : "border-running"}`}
    >
      <em
        data-testid="open-wait"
        className={`absolute inset-x-0 -top-5 whitespace-nowrap text-center font-mono font-semibold text-xs not-italic ${missing ? "text-stuck" : "text-running"}`}
      >
        {age}
      </em>
    </span>
  );
}

interface StationProps {
  readonly words: ChainWords["steps"][number];
  readonly step: StepDto | null;
  readonly before: StepDto | null;
  readonly first: boolean;
}

function Station({ words, step, before, first }: StationProps) {
  const lang = useLang();
  const ui = useWords();
  const awaited = isAwaited(step, before);
  const tone = toneOf(step, before, words.softMs, awaited);
  const title = words.title[lang];
  return (
    <div className="flex min-w-0 flex-col gap-0.5" data-step={words.id} data-step-state={step?.state ?? "pending"}>
      <span className={`flex items-center gap-[7px] whitespace-nowrap font-[550] text-sm ${tone.text}`}>
        <i aria-hidden="true" className={`grid size-[22px] flex-none place-items-center rounded-full ${tone.disc}`}>
          {tone.glyph && <StateGlyph state={tone.glyph} className="size-[11px]" />}
        </i>
        {step?.spanId ? (
          <button type="button" className="hover:underline" onClick={() => selectSpan(step.spanId!)}>
            {title}
          </button>
        ) : (
          title
        )}
        <span className="sr-only">: {ui.stepStates[step?.state ?? "pending"]}</span>
        {step && step.attempts > 1 && (
          <span className="rounded-full bg-sunken px-1.5 font-normal text-ink-2 text-xs" title={ui.order.deliveries(step.attempts)}>
            ×{step.attempts}
          </span>
        )}
      </span>
      <span className="pl-[29px] font-mono text-ink-2 text-xs">
        <Moment step={step} before={before} first={first} awaited={awaited} />
      </span>
    </div>
  );
}

interface Tone {
  readonly text: string;
  readonly disc: string;
  readonly glyph: "done" | "failed" | "late" | "cannot-tell" | null;
}

function toneOf(step: StepDto | null, before: StepDto | null, softMs: number | null, awaited: boolean): Tone {
  if (step?.state === "failed") return { text: "text-failed", disc: "st-failed", glyph: "failed" };
  if (step?.state === "missing")
    return awaited
      ? { text: "text-stuck", disc: "border-[1.5px] border-stuck border-dashed", glyph: null }
      : { text: "text-ink-3", disc: "border-[1.5px] border-line-strong border-dashed", glyph: null };
  if (step?.state === "cannot-tell") return { text: "text-unknown", disc: "st-cannot-tell", glyph: "cannot-tell" };
  if (step?.state === "done" && step.at !== null) {
    const took = before?.at ? Date.parse(step.at) - Date.parse(before.at) : 0;
    return softMs !== null && took > softMs ? { text: "", disc: "st-late", glyph: "late" } : { text: "", disc: "st-done", glyph: "done" };
  }
  if (awaited) return { text: "text-running", disc: "border-[1.5px] border-running border-dashed", glyph: null };
  return { text: "text-ink-3", disc: "border-[1.5px] border-line-strong border-dashed", glyph: null };
}

/** The first step says when; the next ones what they took; a consumer how long its message lay; an awaited one by when it should have come. */
function Moment({ step, before, first, awaited }: Omit<StationProps, "words"> & { readonly awaited: boolean }) {
  const words = useWords();
  const duration = useDuration();
  const now = useNow();
  if (!step) return null;
  if (awaited && step.expectedBy && step.state !== "cannot-tell")
    return (
      <span className={step.state === "missing" ? "text-stuck" : ""}>
        {Date.parse(step.expectedBy) > now ? words.order.dueBy : words.order.expectedBy} <Time at={step.expectedBy} shape="clock" />
      </span>
    );
  if (step.at === null) return null;
  if (first || !before?.at) return <Time at={step.at} shape="precise" />;
  const took = Math.max(0, Date.parse(step.at) - Date.parse(before.at));
  return (
    <span title={step.at}>
      {step.waitMs !== null ? (
        words.order.waited(duration(step.waitMs))
      ) : (
        <>
          +<Duration ms={took} />
        </>
      )}
    </span>
  );
}
