"use client";

import styles from "./waterfall.module.css";
import type { WaterfallWords } from "./words.ts";

/** Longer than a line: it gets lines of its own. */
const LONG = 34;

/** What `lib/privacy` puts in place of a person: shown as such, so that nobody takes it for the real thing. */
const isMasked = (value: string): boolean => /^((user|email|phone|name|address|ip|card|document)-[0-9a-f]{4,12}|\[hidden\])$/.test(value);

interface Props {
  readonly words: WaterfallWords;
  readonly values: readonly (readonly [string, string | null])[];
}

/** Names and values; a click on a value copies it. */
export function Facts({ words, values }: Props) {
  const copy = (text: string): void => void navigator.clipboard?.writeText(text);
  return (
    <dl>
      {values.map(([key, value], index) =>
        value === null ? null : (
          // biome-ignore lint/suspicious/noArrayIndexKey: keys may repeat in what was sent
          <FactRow key={`${key}${index}`} name={key} value={value} title={words.panel.copy} copy={copy} />
        ),
      )}
    </dl>
  );
}

function FactRow({
  name,
  value,
  title,
  copy,
}: {
  readonly name: string;
  readonly value: string;
  readonly title: string;
  readonly copy: (text: string) => void;
}) {
  return (
    <>
      <dt>{name}</dt>
      {/* biome-ignore lint/a11y/useKeyWithClickEvents: see above */}
      <dd
        className={value.length > LONG || value.includes("\n") ? styles.long : undefined}
        title={title}
        onClick={() => getSelection()?.isCollapsed !== false && copy(value)}
      >
        {isMasked(value) ? <span className={styles.masked}>{value}</span> : value}
      </dd>
    </>
  );
}
