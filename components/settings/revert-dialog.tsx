"use client";

import { useEffect, useId, useRef, useState } from "react";
import { useText } from "../i18n/context.tsx";
import { settingsWords } from "./words.ts";

interface Props {
  /** Null: closed. */
  readonly number: number | null;
  readonly onRevert: (number: number, note: string) => void;
  readonly onClose: () => void;
}

export function RevertDialog({ number, onRevert, onClose }: Props) {
  const words = useText(settingsWords);
  const box = useRef<HTMLDialogElement>(null);
  const title = useId();
  const [note, setNote] = useState("");
  useEffect(() => {
    if (number !== null) box.current?.showModal();
    else box.current?.close();
  }, [number]);
  return (
    <dialog
      ref={box}
      aria-labelledby={title}
      onClose={onClose}
      onKeyDown={(event) => event.stopPropagation()}
      className="card m-auto w-[min(460px,calc(100vw-32px))] p-5 text-ink backdrop:bg-black/40"
    >
      {number !== null && (
        <form
          onSubmit={(event) => {
            event.preventDefault();
            onRevert(number, note.trim());
            setNote("");
            onClose();
          }}
        >
          <h2 id={title} className="mb-1 font-semibold text-lg">
            {words.versions.revertAsk(number)}
          </h2>
          <p className="mb-3 text-ink-2">{words.versions.revertHint}</p>
          <input
            autoFocus
            aria-label={words.save.note}
            placeholder={words.save.note}
            maxLength={500}
            className="field h-9 w-full text-base"
            value={note}
            onChange={(event) => setNote(event.target.value)}
          />
          <div className="mt-4 flex justify-end gap-2">
            <button type="button" className="btn" onClick={onClose}>
              {words.versions.cancel}
            </button>
            <button type="submit" className="btn btn-primary">
              {words.versions.revert}
            </button>
          </div>
        </form>
      )}
    </dialog>
  );
}
