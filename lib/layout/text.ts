// Rows as text for a ticket or a chat: what the page shows, indented, with start and length.

import type { Forest } from "./forest.ts";
import { formatClock, formatDuration, type Lang, type Moment } from "./format.ts";
import { ALIKE, GROUP, type Rows } from "./rows.ts";
import { ERROR, GHOST, type SpanTable, serviceOf, TIMEOUT, WAIT } from "./span-table.ts";

export interface TextWords {
  readonly waits: string;
  readonly missing: string;
  readonly error: string;
  readonly timeout: string;
  readonly more: (rows: number) => string;
  readonly group: (position: number) => string;
}

/** A message box takes this much; what is left out is said. */
const MOST_ROWS = 2_000;

export function rowsAsText(table: SpanTable, forest: Forest, rows: Rows, moment: Moment, lang: Lang, words: TextWords): string {
  const lines: string[] = [];
  const shown = Math.min(rows.count, MOST_ROWS);
  for (let row = 0; row < shown; row++) {
    const subject = rows.subject[row]!;
    if (rows.kind[row] === GROUP) {
      lines.push(`${row === 0 ? "" : "\n"}${words.group(subject)}`);
      continue;
    }
    const indent = "  ".repeat(Math.min(40, rows.depth[row]! + 1));
    const name = `${table.services[serviceOf(table, subject)]} ${table.operations[table.operation[subject]!]}`;
    const times = rows.kind[row] === ALIKE ? ` ×${forest.alikeCount[subject]}` : "";
    const shape = table.shape[subject];
    const mark =
      shape === WAIT
        ? ` (${words.waits})`
        : shape === GHOST
          ? ` (${words.missing})`
          : table.status[subject] === ERROR
            ? ` ✕ ${words.error}`
            : table.status[subject] === TIMEOUT
              ? ` ⧖ ${words.timeout}`
              : "";
    lines.push(
      `${formatClock(moment, table.start[subject]!, 3)}${indent}${name}${times}  ${formatDuration(table.duration[subject]!, lang)}${mark}`,
    );
  }
  if (rows.count > shown) lines.push(words.more(rows.count - shown));
  return lines.join("\n");
}
