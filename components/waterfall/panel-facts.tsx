"use client";

import { Marked } from "../reveal/marked.tsx";
import styles from "./waterfall.module.css";
import type { WaterfallWords } from "./words.ts";

/** Characters of a line of the panel; what does not fit beside the longest key gets lines of its own. */
const LINE = 43;
const WIDEST_KEY = 23;

/** What `lib/privacy` puts in place of a person: shown as such, so that nobody takes it for the real thing. */
const isMasked = (value: string): boolean => /^((user|email|phone|name|address|ip|card|document)-[0-9a-f]{4,12}|\[hidden\])$/.test(value);

interface Props {
  readonly words: WaterfallWords;
  readonly values: readonly (readonly [string, string | null])[];
}

/** Names and values; a click on a value copies it. */
export function Facts({ words, values }: Props) {
  const copy = (text: string): void => void navigator.clipboard?.writeText(text);
  const keys = Math.min(WIDEST_KEY, Math.max(0, ...values.map(([key, value]) => (value === null ? 0 : key.length))));
  return (
    <dl>
      {values.map(([key, value], index) =>
        value === null ? null : (
          // biome-ignore lint/suspicious/noArrayIndexKey: keys may repeat in what was sent
          <FactRow key={`${key}${index}`} name={key} value={value} title={words.panel.copy} copy={copy} room={LINE - keys} />
        ),
      )}
    </dl>
  );
}

interface RowProps {
  readonly name: string;
  readonly value: string;
  readonly title: string;
  /** Characters beside the key. */
  readonly room: number;
  readonly copy: (text: string) => void;
}

function FactRow({ name, value, title, room, copy }: RowProps) {
  return (
    <>
      <dt>{name}</dt>
      {/* biome-ignore lint/a11y/useKeyWithClickEvents: the text can be selected and copied as well; the click only saves that */}
      <dd
        className={value.length > room || value.includes("\n") ? styles.long : undefined}
        title={title}
        onClick={() => getSelection()?.isCollapsed !== false && copy(value)}
      >
        {isMasked(value) ? <span className={styles.masked}>{value}</span> : <Marked text={value} />}
      </dd>
    </>
  );
}
