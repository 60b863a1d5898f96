"use client";

import { useState } from "react";
import type { EvidenceDto, VerdictDto } from "#lib/contract/verdict";
import { useLang, useWords } from "../i18n/context.tsx";
import { StateGlyph } from "../ui/state-glyph.tsx";
import { Time } from "../ui/time.tsx";
import { selectSpan } from "./select-span.ts";

const EDGE: Readonly<Record<string, string>> = {
  done: "border-l-done",
  "done-late": "border-l-late",
  running: "border-l-running",
  slow: "border-l-slow",
  late: "border-l-late",
  "cannot-tell": "border-l-unknown",
  stuck: "border-l-stuck",
  failed: "border-l-failed",
};

/** The page answers before it draws: one sentence, every word of it with its evidence a click away. */
export function VerdictCard({ verdict }: { readonly verdict: VerdictDto | null }) {
  const words = useWords();
  const lang = useLang();
  const [open, setOpen] = useState<number | null>(null);
  if (!verdict)
    return (
      <section aria-label={words.order.verdict} className="card border-l-4 border-l-line-strong px-6 py-4 text-ink-2 text-lg">
        {words.order.noVerdictYet}
      </section>
    );
  const asides = verdict.evidence.filter((one) => ASIDE.has(one.kind));
  return (
    <section
      aria-label={words.order.verdict}
      data-testid="verdict"
      className={`card grid gap-x-8 gap-y-4 border-l-4 px-6 py-4 lg:grid-cols-[1fr_340px] ${EDGE[verdict.state] ?? ""}`}
    >
      <div>
        <p className="max-w-[74ch] text-[17px] leading-[1.55] tracking-[-0.006em]">
          {verdict.parts[lang].map((part, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a sentence's parts have no identity but their place
            <Part key={index} part={part} open={open !== null && part.evidence === open} onOpen={setOpen} />
          ))}
        </p>
        <p className="mt-2 max-w-[90ch] text-ink-2">
          {verdict.isolated !== null && <>{verdict.isolated ? words.order.isolated : words.order.systemic} </>}
          {verdict.confidence !== null && verdict.confidence < 0.995 && (
            <>
              {words.order.confidence(
                new Intl.NumberFormat(lang, { style: "percent", maximumFractionDigits: 1 }).format(verdict.confidence),
              )}{" "}
            </>
          )}
          {asides.map((one) => `${one.note[lang]}${/[.!?…]$/.test(one.note[lang]) ? "" : "."}`).join(" ")}
        </p>
      </div>
      {verdict.evidence.length > 0 && <EvidenceList verdict={verdict} open={open} onOpen={setOpen} />}
    </section>
  );
}

/** What answers "is this a gap in the telemetry?". */
const ASIDE: ReadonlySet<string> = new Set(["watermark", "gap", "refused-calls", "sampling", "visibility"]);

interface PartProps {
  readonly part: VerdictDto["parts"]["en"][number];
  readonly open: boolean;
  readonly onOpen: (evidence: number | null) => void;
}

function Part({ part, open, onOpen }: PartProps) {
  const text = part.strong ? <b className="font-semibold">{part.text}</b> : part.text;
  const { evidence } = part;
  if (evidence === null) return text;
  return (
    <button type="button" className="evidence inline text-left" aria-expanded={open} onClick={() => onOpen(open ? null : evidence)}>
      {text}
    </button>
  );
}

interface ListProps {
  readonly verdict: VerdictDto;
  readonly open: number | null;
  readonly onOpen: (evidence: number | null) => void;
}

function EvidenceList({ verdict, open, onOpen }: ListProps) {
  const words = useWords();
  const lang = useLang();
  return (
    <div>
      <h2 className="mb-1.5 flex items-center gap-1.5 font-semibold text-ink-2 text-sm">
        <StateGlyph state={verdict.state} className={`size-2.5 ink-${verdict.state}`} />
        {words.order.evidence}
      </h2>
      <ol className="flex flex-col text-sm">
        {verdict.evidence.map((one, index) => (
          <li
            // biome-ignore lint/suspicious/noArrayIndexKey: evidence is named by its place in the verdict
            key={index}
            className={`grid grid-cols-[64px_1fr] gap-x-2 rounded-sm px-1.5 py-1 ${open === index ? "bg-accent-soft" : ""}`}
          >
            <span className="text-ink-2">{one.at && <Time at={one.at} shape="clock" />}</span>
            <span>
              {one.note[lang]}{" "}
              {one.traceId && one.spanId && <ShowSpan evidence={one} onShow={() => onOpen(index)} label={words.order.showInWaterfall} />}
            </span>
          </li>
        ))}
      </ol>
    </div>
  );
}

function ShowSpan({ evidence, onShow, label }: { readonly evidence: EvidenceDto; readonly onShow: () => void; readonly label: string }) {
  const show = () => {
    onShow();
    if (evidence.spanId) selectSpan(evidence.spanId);
  };
  return (
    <button type="button" className="evidence text-accent" aria-label={label} title={label} onClick={show}>
      ↓
    </button>
  );
}
