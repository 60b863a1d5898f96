"use client";

import Link from "next/link";
import type { EvidenceDto, VerdictDto } from "#lib/contract/verdict";
import { useLang, useWords } from "../i18n/context.tsx";
import { StateGlyph } from "../ui/state-glyph.tsx";
import { Time } from "../ui/time.tsx";
import { selectSpan } from "./select-span.ts";
import { Sentence } from "./sentence.tsx";

/** Where a span is shown when this page has no waterfall of its own. */
export type SpanLink = (spanId: string, traceId: string | null) => string;

interface Props {
  readonly verdict: VerdictDto;
  readonly open: number | null;
  readonly onOpen: (evidence: number | null) => void;
  readonly linkOf?: SpanLink | undefined;
}

/** Everything behind the sentence, in the order in which a reader would ask for it; what has a span leads to it. */
export function EvidenceList({ verdict, open, onOpen, linkOf }: Props) {
  const words = useWords();
  return (
    <div>
      <h2 className="mb-1 flex items-center gap-1.5 font-semibold text-ink-2 text-sm">
        <StateGlyph state={verdict.state} className={`size-2.5 ink-${verdict.state}`} />
        {words.order.evidence}
      </h2>
      <ol className="-mx-1.5 flex flex-col text-sm">
        {verdict.evidence.map((one, index) =>
          isSaidElsewhere(one, verdict) ? null : (
            // biome-ignore lint/suspicious/noArrayIndexKey: evidence is named by its place in the verdict
            <li key={index} className={`rounded-sm ${open === index ? "bg-accent-soft" : ""}`}>
              <Item evidence={one} near={verdict.since} onShow={() => onOpen(index)} linkOf={linkOf} />
            </li>
          ),
        )}
      </ol>
    </div>
  );
}

/** The dots count the orders; a step that always leaves a trace needs no word about it. */
const isSaidElsewhere = ({ kind, counts }: EvidenceDto, { confidence }: VerdictDto): boolean =>
  (kind === "passed-meanwhile" && counts !== undefined) || (kind === "visibility" && (confidence === null || confidence >= 0.995));

interface ItemProps {
  readonly evidence: EvidenceDto;
  readonly near: string;
  readonly onShow: () => void;
  readonly linkOf: SpanLink | undefined;
}

function Item({ evidence, near, onShow, linkOf }: ItemProps) {
  const words = useWords();
  const lang = useLang();
  const { at, spanId, traceId } = evidence;
  const inside = (
    <>
      <span className="text-ink-2">{at && <Time at={at} />}</span>
      <span>
        <Sentence text={evidence.note[lang]} near={at ?? near} />
      </span>
    </>
  );
  const grid = "grid w-full grid-cols-[minmax(60px,auto)_1fr_12px] gap-x-2 px-1.5 py-1 text-left";
  if (!spanId) return <span className={grid}>{inside}</span>;
  if (linkOf)
    return (
      <Link
        href={linkOf(spanId, traceId)}
        prefetch={false}
        className={`${grid} rounded-sm hover:bg-sunken`}
        title={words.order.showInWaterfall}
      >
        {inside}
        <span aria-hidden="true" className="text-accent">
          →
        </span>
      </Link>
    );
  const show = () => {
    onShow();
    selectSpan(spanId);
  };
  return (
    <button type="button" className={`${grid} group rounded-sm hover:bg-sunken`} title={words.order.showInWaterfall} onClick={show}>
      {inside}
      <span className="sr-only">{words.order.showInWaterfall}</span>
      <svg viewBox="0 0 12 12" aria-hidden="true" className="mt-1 size-3 fill-none stroke-[1.6] stroke-accent">
        <path d="M1.5 2.5h5M3.5 6h7M1.5 9.5h4" strokeLinecap="round" />
      </svg>
    </button>
  );
}
