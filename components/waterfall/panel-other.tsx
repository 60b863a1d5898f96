"use client";

import { formatClock, formatDuration } from "#lib/layout/format";
import { Facts } from "./panel-facts.tsx";
import type { PanelProps } from "./panel-props.ts";
import styles from "./waterfall.module.css";

export function PanelGhost({ model, item, words, moment, lang }: PanelProps) {
  const { table, nowNs } = model;
  const ghost = table.ghostOf.get(item);
  const due = ghost?.expectedByNs ?? null;
  const expected = due === null ? null : formatClock(moment, due, 0);
  return (
    <>
      <p className={`mt-2 ${styles.stuck}`}>
        {expected === null || due === null || nowNs === null
          ? words.notSeen
          : nowNs > due
            ? words.expectedBy(expected, formatDuration(nowNs - due, lang))
            : words.expectedAt(expected)}
      </p>
      <p className="mt-2 text-ink-2">{ghost?.state === "cannot-tell" ? words.panel.ghostTell : words.panel.ghost}</p>
    </>
  );
}

export function PanelWait({ model, item, words, moment, lang, goTo }: PanelProps) {
  const { table } = model;
  const open = table.openItems.includes(item);
  const start = table.start[item]!;
  const producer = table.parent[item]!;
  return (
    <>
      <Facts
        words={words}
        values={[
          [words.panel.start, formatClock(moment, start, 3)],
          [words.panel.duration, formatDuration(table.duration[item]!, lang)],
        ]}
      />
      <p className={`mt-3 ${open ? styles.stuck : "text-ink-2"}`}>{open ? words.panel.waitOpen : words.panel.wait}</p>
      {producer >= 0 && (
        <button type="button" className={styles.link} onClick={() => goTo(producer)}>
          {table.operations[table.operation[producer]!]} <span>→</span>
        </button>
      )}
    </>
  );
}

export function PanelAlike({ model, item, words, lang, toggle, goTo }: PanelProps) {
  const { table, plan } = model;
  const { childStart, childList, alikeHead, parent, alikeCount } = plan.forest;
  let total = 0;
  let longest = item;
  const above = parent[item]!;
  for (let k = childStart[above]!; k < childStart[above + 1]!; k++) {
    const one = childList[k]!;
    if (alikeHead[one] !== item) continue;
    total += table.duration[one]!;
    if (table.duration[one]! > table.duration[longest]!) longest = one;
  }
  return (
    <>
      <p className="mt-2">{words.panel.alike(alikeCount[item]!)}</p>
      <Facts
        words={words}
        values={[
          [words.panel.total, formatDuration(total, lang)],
          [words.panel.longest, formatDuration(table.duration[longest]!, lang)],
        ]}
      />
      <button type="button" className={`btn ${styles.link}`} onClick={toggle}>
        {words.panel.openAlike}
      </button>
      <button type="button" className={styles.link} onClick={() => goTo(longest)}>
        {words.panel.longest} <span>→</span>
      </button>
    </>
  );
}
