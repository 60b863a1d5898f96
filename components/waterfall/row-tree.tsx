"use client";

// The rows for those who do not see the canvas: the same rows as tree items around the active one, read by screen readers.

import { formatClock, formatDuration, type Lang, type Moment } from "#lib/layout/format";
import { GROUP } from "#lib/layout/rows";
import { GHOST, serviceOf, WAIT } from "#lib/layout/span-table";
import { isRowOpen } from "./commands.ts";
import { labelGroup, nameOf } from "./draw-names.ts";
import { ROW } from "./geometry.ts";
import type { Model } from "./use-model.ts";
import styles from "./waterfall.module.css";
import type { WaterfallWords } from "./words.ts";

/** Enough to walk on before the next ones are made. */
const AROUND = 12;

interface Props {
  readonly id: string;
  readonly model: Model;
  readonly active: number;
  readonly words: WaterfallWords;
  readonly lang: Lang;
  readonly moment: Moment;
}

export function RowTree({ id, model, active, words, lang, moment }: Props) {
  const { rows, forest } = model.plan;
  const middle = Math.max(0, active);
  const first = Math.max(0, middle - AROUND);
  const last = Math.min(rows.count - 1, middle + AROUND);
  const items = [];
  for (let row = first; row <= last; row++) {
    const open = isRowOpen(model, row);
    const isGroup = rows.kind[row] === GROUP;
    items.push(
      // biome-ignore lint/a11y/useFocusableInteractive: focus stays on the tree, which names the active item (aria-activedescendant)
      <div
        key={row}
        id={`${id}-row-${row}`}
        role="treeitem"
        aria-level={isGroup ? 1 : rows.depth[row]! + 2}
        aria-selected={row === active}
        aria-expanded={open ?? undefined}
        className={styles.hiddenRow}
        style={{ top: row * ROW }}
      >
        {isGroup
          ? groupText(model, forest.groups[rows.subject[row]!]!, words, lang)
          : describeItem(model, rows.subject[row]!, words, lang, moment)}
      </div>,
    );
  }
  return items;
}

function groupText(model: Model, group: Parameters<typeof labelGroup>[1], words: WaterfallWords, lang: Lang): string {
  const label = labelGroup(model.table, group, model.plan.forest.grouping, words, lang);
  return [label.title, label.state === null ? null : (words.states[label.state] ?? label.state), label.detail].filter(Boolean).join(", ");
}

export function describeItem(model: Model, item: number, words: WaterfallWords, lang: Lang, moment: Moment): string {
  const { table } = model;
  const shape = table.shape[item];
  const status = shape === GHOST ? words.notSeen : shape === WAIT ? null : [words.success, words.error, words.timeout][table.status[item]!];
  return [
    `${table.services[serviceOf(table, item)]} ${nameOf(table, item, words, lang)}`,
    status,
    formatDuration(table.duration[item]!, lang),
    formatClock(moment, table.start[item]!, 3),
  ]
    .filter(Boolean)
    .join(", ");
}
