"use client";

import { useId } from "react";
import { useText } from "../i18n/context.tsx";
import { TRACE_WORDS } from "./words.ts";

interface Props {
  /** Those that are asked for already. */
  readonly attributes: readonly string[];
  readonly value: string;
  readonly keys: readonly string[];
  readonly onChange: (value: string) => void;
  readonly onAdd: () => void;
  readonly onRemove: (attribute: string) => void;
}

/** `key:value`; `key=value` is meant so too. Null where it is neither. */
export function readAttribute(text: string): string | null {
  const asked = text.trim();
  const cut = /^(?:\\:|[^:])+:/.test(asked) ? asked : asked.replace(/^([^=]+)=/, "$1:");
  return /^(?:\\:|[^:])+:./s.test(cut) ? cut : null;
}

export function AttributeField({ attributes, value, keys, onChange, onAdd, onRemove }: Props) {
  const words = useText(TRACE_WORDS);
  const id = useId();
  return (
    <div className="flex min-w-52 flex-[2] flex-col gap-1 text-ink-2 text-sm">
      <label htmlFor={id}>{words.attributes}</label>
      <span className="field flex h-auto! min-h-[30px] flex-wrap items-center gap-1 py-[3px]! focus-within:outline-2 focus-within:outline-focus">
        {attributes.map((attribute) => (
          <span key={attribute} className="inline-flex max-w-full items-center gap-1 rounded-sm bg-accent-soft pl-1.5 text-accent">
            <bdi className="num truncate">{attribute}</bdi>
            <button type="button" aria-label={words.remove(attribute)} className="px-1" onClick={() => onRemove(attribute)}>
              ✕
            </button>
          </span>
        ))}
        <input
          id={id}
          value={value}
          list={`${id}-keys`}
          spellCheck={false}
          autoComplete="off"
          placeholder={attributes.length === 0 ? words.attributeHint : ""}
          className="min-w-24 flex-1 bg-transparent text-ink outline-none placeholder:text-ink-3"
          onChange={(event) => onChange(event.target.value)}
          onKeyDown={(event) => {
            if (event.key === "Enter" && value.trim() !== "") {
              event.preventDefault();
              onAdd();
            } else if (event.key === "Backspace" && value === "" && attributes.length > 0) onRemove(attributes.at(-1) ?? "");
          }}
        />
      </span>
      <datalist id={`${id}-keys`}>
        {keys.map((key) => (
          <option key={key} value={`${key}:`} />
        ))}
      </datalist>
    </div>
  );
}
