"use client";

import { useState } from "react";
import type { VerdictDto } from "#lib/contract/verdict";
import { useLang, useNow, useWords } from "../i18n/context.tsx";
import { formatAge } from "../i18n/format.ts";
import { EvidenceList, type SpanLink } from "./evidence-list.tsx";
import { GapLine } from "./gap-line.tsx";
import { PassedDots } from "./passed-dots.tsx";
import { type Part, Sentence, withoutOrder } from "./sentence.tsx";
import { waitingSince } from "./waiting-since.ts";

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

interface Props {
  readonly verdict: VerdictDto | null;
  readonly linkOf?: SpanLink;
  /** What can be done about it, below the sentence. */
  readonly children?: React.ReactNode;
}

/** The page answers before it draws: one sentence, every word of it with its evidence a click away. */
export function VerdictCard({ verdict, linkOf, children }: Props) {
  const words = useWords();
  const lang = useLang();
  const [open, setOpen] = useState<number | null>(null);
  if (!verdict)
    return (
      <section aria-label={words.order.verdict} className="card border-l-4 border-l-line-strong px-6 py-4 text-ink-2 text-lg">
        {words.order.noVerdictYet}
      </section>
    );
  return (
    <section
      aria-label={words.order.verdict}
      data-testid="verdict"
      className={`card grid gap-x-8 gap-y-4 border-l-4 px-6 py-4 lg:grid-cols-[1fr_340px] ${EDGE[verdict.state] ?? ""}`}
    >
      <div>
        <p className="max-w-[74ch] text-[17px] leading-[1.55] tracking-[-0.006em]">
          {withoutOrder(verdict.parts[lang]).map((part, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a sentence's parts have no identity but their place
            <PartText key={index} part={part} verdict={verdict} open={open !== null && part.evidence === open} onOpen={setOpen} />
          ))}
          .
        </p>
        <p className="mt-2 max-w-[90ch] text-ink-2">
          {verdict.isolated !== null && <>{words.order[howMany(verdict)]} </>}
          {verdict.confidence !== null && verdict.confidence < 0.995 && (
            <>
              {words.order.confidence(
                new Intl.NumberFormat(lang, { style: "percent", maximumFractionDigits: 1 }).format(verdict.confidence),
              )}{" "}
            </>
          )}
          <GapLine verdict={verdict} />
        </p>
        {children}
      </div>
      {verdict.evidence.length > 0 && (
        <div className="flex flex-col gap-4">
          <PassedDots evidence={verdict.evidence} open={open} />
          <EvidenceList verdict={verdict} open={open} onOpen={setOpen} linkOf={linkOf} />
        </div>
      )}
    </section>
  );
}

interface PartProps {
  readonly part: Part;
  readonly verdict: VerdictDto;
  readonly open: boolean;
  readonly onOpen: (evidence: number | null) => void;
}

function PartText({ part, verdict, open, onOpen }: PartProps) {
  const { evidence } = part;
  const proof = evidence === null ? undefined : verdict.evidence[evidence];
  const text = part.role === "wait" ? <TickingWait verdict={verdict} /> : <Sentence text={part.text} near={proof?.at ?? verdict.since} />;
  const shown = part.strong ? <b className="font-semibold">{text}</b> : text;
  if (evidence === null) return shown;
  return (
    // biome-ignore lint/a11y/useSemanticElements: a real button is one block and cannot break across lines
    <span
      role="button"
      tabIndex={0}
      className="evidence"
      aria-expanded={open}
      onClick={() => onOpen(open ? null : evidence)}
      onKeyDown={(event) => {
        if (event.key !== "Enter" && event.key !== " ") return;
        event.preventDefault();
        onOpen(open ? null : evidence);
      }}
    >
      {shown}
    </span>
  );
}

/** "37 min" was right when it was written; here it goes on counting. */
function TickingWait({ verdict }: { readonly verdict: VerdictDto }) {
  const lang = useLang();
  const words = useWords();
  return formatAge(useNow() - Date.parse(waitingSince(verdict)), lang, words.unit, "fine");
}

/** A few among many that passed are no systemic problem, and yet not this order alone. */
function howMany({ isolated, evidence }: VerdictDto): "isolated" | "few" | "systemic" {
  if (!isolated) return "systemic";
  return (evidence.find((one) => one.kind === "passed-meanwhile")?.counts?.hanging ?? 0) > 1 ? "few" : "isolated";
}
