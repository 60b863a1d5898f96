"use client";

import { useEffect, useRef, useState } from "react";
import type { RevealDto } from "#lib/contract/reveal";
import { useText } from "../i18n/context.tsx";
import { revealWords } from "./words.ts";

interface Props {
  readonly active: RevealDto | null;
  readonly leftMs: number;
  readonly ended: "hidden" | "over" | null;
  readonly subject: string;
  /** The question is open: it has the focus. */
  readonly isAsked: boolean;
  readonly onAsk: () => void;
  readonly onHide: () => Promise<void>;
}

const MINUTE_MS = 60_000;

/** A quiet line while all is masked; while something is revealed a banner that stays in sight, with the time that is left. */
export function RevealBar({ active, leftMs, ended, subject, isAsked, onAsk, onHide }: Props) {
  const words = useText(revealWords);
  const [failed, setFailed] = useState<string | null>(null);
  const button = useRef<HTMLButtonElement>(null);
  const id = active?.id ?? null;
  const before = useRef({ id, isAsked });
  // The button that was pressed is gone with what it did: the other one takes the focus, if nobody has it.
  useEffect(() => {
    const isNew = before.current.id !== id || before.current.isAsked !== isAsked;
    before.current = { id, isAsked };
    if (isNew && !isAsked && (document.activeElement === document.body || document.activeElement === null)) button.current?.focus();
  }, [id, isAsked]);
  const hide = () => {
    setFailed(null);
    onHide().catch((error: Error) => setFailed(error.message));
  };
  if (active === null)
    return (
      <section
        aria-label={words.label}
        data-testid="reveal"
        className="mb-2 flex flex-wrap items-center gap-x-3 gap-y-1 text-ink-2 text-sm"
      >
        <span role="status">{ended === "over" ? words.over : ended === "hidden" ? words.ended : words.masked}</span>
        <button ref={button} type="button" className="btn" onClick={onAsk}>
          {words.ask}
        </button>
      </section>
    );
  return (
    <section
      aria-label={words.label}
      data-testid="reveal"
      className="card sticky top-2 z-20 mb-3 flex flex-wrap items-center gap-x-4 gap-y-2 border-late bg-late-soft px-4 py-2.5"
    >
      <span className="min-w-0 flex-1 basis-72">
        <b className="font-semibold text-late">
          <span aria-hidden="true">◉ </span>
          {words.active}
        </b>{" "}
        {active.subject !== subject && <span>{words.ofOrder(active.subject.replace(/^\w+\//, ""))} · </span>}
        <span className="block truncate text-ink-2 text-sm" title={active.reason}>
          {words.why} <bdi>{active.reason}</bdi>
        </span>
        {failed !== null && (
          <span role="alert" className="block text-failed text-sm">
            {failed}
          </span>
        )}
      </span>
      <span className="whitespace-nowrap">
        <span className="text-ink-2 text-sm">{words.left}</span>{" "}
        <span role="timer" className="num font-semibold text-late text-lg">
          {clockOf(leftMs)}
        </span>
        <span role="status" className="sr-only">
          {leftMs <= MINUTE_MS ? words.lastMinute : words.active}
        </span>
      </span>
      <button ref={button} type="button" className="btn btn-primary" onClick={hide}>
        {words.hide}
      </button>
    </section>
  );
}

/** `9:07` */
const clockOf = (ms: number): string => `${Math.floor(ms / MINUTE_MS)}:${String(Math.floor((ms % MINUTE_MS) / 1_000)).padStart(2, "0")}`;
