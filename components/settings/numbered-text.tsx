"use client";

import { useRef } from "react";

interface Props {
  readonly label: string;
  readonly text: string;
  readonly mistakes: readonly { readonly line: number; readonly reason: string }[];
  readonly readOnly: boolean;
  readonly onChange: (text: string) => void;
}

/**
 * A plain text field with its line numbers, so that everything a browser knows of text goes on working. The numbers scroll with it. Tab leaves
 * it, as it leaves every field: nobody is caught in it.
 */
export function NumberedText({ label, text, mistakes, readOnly, onChange }: Props) {
  const numbers = useRef<HTMLDivElement>(null);
  const wrong = new Map(mistakes.map(({ line, reason }) => [line, reason]));
  const count = text.split("\n").length;
  return (
    <div className="card relative flex h-[60vh] min-h-72 overflow-hidden font-mono text-[12.5px] leading-5">
      <div
        ref={numbers}
        aria-hidden="true"
        className="select-none overflow-hidden border-line border-r bg-sunken py-3 text-right text-ink-3"
        style={{ width: `${String(count).length + 3}ch` }}
      >
        {Array.from({ length: count }, (_, index) => (
          <div
            // biome-ignore lint/suspicious/noArrayIndexKey: a line number is its place
            key={index}
            title={wrong.get(index + 1)}
            className={`pr-2 ${wrong.has(index + 1) ? "bg-failed-soft font-semibold text-failed" : ""}`}
          >
            {index + 1}
          </div>
        ))}
        <div className="h-8" />
      </div>
      <textarea
        aria-label={label}
        aria-invalid={mistakes.length > 0}
        spellCheck={false}
        autoCapitalize="off"
        autoCorrect="off"
        wrap="off"
        readOnly={readOnly}
        value={text}
        onChange={(event) => onChange(event.target.value)}
        onScroll={(event) => {
          if (numbers.current) numbers.current.scrollTop = event.currentTarget.scrollTop;
        }}
        className="min-w-0 flex-1 resize-none overflow-auto whitespace-pre bg-transparent py-3 pr-3 pl-3 text-ink outline-none focus-visible:outline-2 focus-visible:-outline-offset-2"
      />
    </div>
  );
}
