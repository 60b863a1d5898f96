"use client";

import { useEffect, useId, useRef, useState } from "react";
import { useText } from "../i18n/context.tsx";
import { revealWords } from "./words.ts";

const SHORTEST = 10;
const LONGEST = 500;

interface Props {
  readonly isOpen: boolean;
  readonly isOrder: boolean;
  readonly onGive: (reason: string) => Promise<void>;
  readonly onClose: () => void;
}

/** Asks for the reason. Escape leaves, Ctrl Enter sends; a refusal is said here, and what was written stays. */
export function RevealDialog({ isOpen, isOrder, onGive, onClose }: Props) {
  const words = useText(revealWords);
  const box = useRef<HTMLDialogElement>(null);
  const [title, field] = [useId(), useId()];
  const [reason, setReason] = useState("");
  const [state, setState] = useState<{ readonly busy: boolean; readonly failed: string | null }>({ busy: false, failed: null });
  useEffect(() => {
    if (isOpen) box.current?.showModal();
    else box.current?.close();
  }, [isOpen]);
  const isReady = [...reason.trim()].length >= SHORTEST && !state.busy;
  const send = () => {
    if (!isReady) return;
    setState({ busy: true, failed: null });
    onGive(reason.trim()).then(
      () => {
        setState({ busy: false, failed: null });
        setReason("");
        onClose();
      },
      (error: Error) => setState({ busy: false, failed: error.message }),
    );
  };
  return (
    <dialog
      ref={box}
      aria-labelledby={title}
      onClose={onClose}
      onKeyDown={(event) => event.stopPropagation()}
      className="card m-auto w-[min(480px,calc(100vw-32px))] p-5 text-ink backdrop:bg-black/40"
    >
      {isOpen && (
        <form
          onSubmit={(event) => {
            event.preventDefault();
            send();
          }}
          onKeyDown={(event) => event.key === "Enter" && (event.ctrlKey || event.metaKey) && send()}
        >
          <h2 id={title} className="mb-1 font-semibold text-lg">
            {isOrder ? words.askOrder : words.askTrace}
          </h2>
          <p className="mb-3 text-ink-2">{words.hint}</p>
          <label htmlFor={field} className="mb-1 block font-medium">
            {words.reason}
          </label>
          <textarea
            autoFocus
            id={field}
            rows={3}
            maxLength={LONGEST}
            placeholder={words.reasonHint}
            className="field h-auto w-full py-2 text-base"
            value={reason}
            onChange={(event) => setReason(event.target.value)}
          />
          {state.failed !== null && (
            <p role="alert" className="mt-2 text-failed">
              {state.failed}
            </p>
          )}
          <div className="mt-4 flex flex-wrap justify-end gap-2">
            <button type="button" className="btn" onClick={onClose}>
              {words.cancel}
            </button>
            <button type="submit" className="btn btn-primary disabled:opacity-50" disabled={!isReady}>
              {words.reveal}
            </button>
          </div>
        </form>
      )}
    </dialog>
  );
}
