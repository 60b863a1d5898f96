"use client";

import { useEffect, useRef, useState } from "react";
import type { Commands } from "./use-commands.ts";
import styles from "./waterfall.module.css";
import type { WaterfallWords } from "./words.ts";

interface Props {
  readonly words: WaterfallWords;
  readonly commands: Pick<Commands, "asText" | "openAll" | "closeAll">;
  readonly onExportJson?: (() => void) | undefined;
}

/** What is needed now and then, behind one button. */
export function Actions({ words, commands, onExportJson }: Props) {
  const [open, setOpen] = useState(false);
  const [said, setSaid] = useState(false);
  const box = useRef<HTMLSpanElement>(null);
  useEffect(() => {
    if (!open) return;
    const close = (event: Event) => {
      if (event instanceof KeyboardEvent ? event.key === "Escape" : !box.current?.contains(event.target as Node)) setOpen(false);
    };
    document.addEventListener("pointerdown", close);
    document.addEventListener("keydown", close);
    return () => {
      document.removeEventListener("pointerdown", close);
      document.removeEventListener("keydown", close);
    };
  }, [open]);
  const copy = (text: string): void => {
    void navigator.clipboard?.writeText(text).then(() => {
      setSaid(true);
      setTimeout(() => setSaid(false), 1500);
    });
  };
  const entry = (label: string, run: () => void) => (
    <button
      type="button"
      role="menuitem"
      onClick={() => {
        run();
        setOpen(false);
      }}
    >
      {label}
    </button>
  );
  return (
    <span className={styles.menu} ref={box}>
      <button type="button" className="btn" aria-haspopup="menu" aria-expanded={open} onClick={() => setOpen(!open)}>
        <span aria-live="polite">{said ? words.copied : "⋯"}</span>
      </button>
      {open && (
        <div role="menu">
          {entry(words.copyText, () => copy(commands.asText()))}
          {entry(words.copyLink, () => copy(location.href))}
          {onExportJson && entry(words.exportJson, onExportJson)}
          {entry(words.expandAll, commands.openAll)}
          {entry(words.collapseAll, commands.closeAll)}
        </div>
      )}
    </span>
  );
}
