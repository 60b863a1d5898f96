"use client";

import { useState } from "react";
import { useText } from "../i18n/context.tsx";
import type { Saving } from "./use-config.ts";
import { settingsWords } from "./words.ts";

interface Props {
  /** What is about to be saved, in words. */
  readonly summary: React.ReactNode;
  readonly mayKeep: boolean;
  readonly saving: Saving;
  readonly onSave: (note: string) => void;
  readonly onDiscard: () => void;
  /** What can be done before saving. */
  readonly children?: React.ReactNode;
}

/** What waits to be saved, why, and what became of it. Stays in sight while the table is scrolled. */
export function SaveBar({ summary, mayKeep, saving, onSave, onDiscard, children }: Props) {
  const words = useText(settingsWords).save;
  const [note, setNote] = useState("");
  return (
    <div className="card sticky bottom-3 z-20 mt-3 flex flex-col gap-2 border-accent px-4 py-3">
      <div className="flex flex-wrap items-center gap-2">
        <b className="mr-auto font-medium">{summary}</b>
        {children}
        <button type="button" className="btn" onClick={onDiscard}>
          {words.discard}
        </button>
      </div>
      <form
        className="flex flex-wrap items-center gap-2"
        onSubmit={(event) => {
          event.preventDefault();
          onSave(note.trim());
        }}
      >
        <input
          aria-label={words.note}
          placeholder={words.note}
          maxLength={500}
          className="field min-w-48 flex-1"
          value={note}
          onChange={(event) => setNote(event.target.value)}
        />
        <button type="submit" className="btn btn-primary disabled:opacity-50" disabled={!mayKeep || saving.isBusy}>
          {saving.isBusy ? words.saving : words.save}
        </button>
      </form>
      {saving.failure !== null && (
        <p role="alert" className="text-failed">
          {saving.failure}
        </p>
      )}
    </div>
  );
}

/** Said once it is done. */
export function Saved({ number }: { readonly number: number | null }) {
  const words = useText(settingsWords).save;
  return (
    <p role="status" className="mb-3 text-done empty:hidden">
      {number !== null && words.saved(number)}
    </p>
  );
}
