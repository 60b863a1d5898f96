"use client";

import { useEffect, useRef } from "react";
import { useText } from "../i18n/context.tsx";
import { COLUMNS, type Column } from "./columns.ts";
import { TRACE_WORDS } from "./words.ts";

interface Props {
  readonly columns: readonly Column[];
  readonly onChange: (columns: readonly Column[]) => void;
}

export function ColumnChooser({ columns, onChange }: Props) {
  const words = useText(TRACE_WORDS);
  const box = useRef<HTMLDetailsElement>(null);
  useEffect(() => {
    const close = (event: Event) => {
      const inside = event instanceof PointerEvent && box.current?.contains(event.target as Node);
      if (box.current && !inside && (event instanceof PointerEvent || (event as KeyboardEvent).key === "Escape")) box.current.open = false;
    };
    document.addEventListener("pointerdown", close);
    document.addEventListener("keydown", close);
    return () => {
      document.removeEventListener("pointerdown", close);
      document.removeEventListener("keydown", close);
    };
  }, []);
  return (
    <details ref={box} className="relative">
      <summary className="btn list-none [&::-webkit-details-marker]:hidden">{words.columns}</summary>
      <div className="card absolute right-0 z-20 mt-1 flex w-44 flex-col p-2">
        {COLUMNS.map((column) => (
          <label key={column} className="flex items-center gap-2 rounded-sm px-2 py-1 hover:bg-sunken">
            <input
              type="checkbox"
              checked={columns.includes(column)}
              onChange={(event) => onChange(COLUMNS.filter((one) => (one === column ? event.target.checked : columns.includes(one))))}
            />
            {words.column[column]}
          </label>
        ))}
      </div>
    </details>
  );
}
