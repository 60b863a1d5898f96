// Find over 100,000 items within a keystroke: each word is tried once against the string tables (hundreds of entries, not
// thousands of spans) and then looked up by number. All words must hold; `is:error`, `is:timeout`, `is:critical`, `is:wait`, `is:ghost` ask
// for a mark. A word of hex digits is also tried as the beginning of a span's id, anywhere in a trace's.

import { ERROR, GHOST, SPAN, type SpanTable, spanIdOf, TIMEOUT, WAIT } from "./span-table.ts";

type Test = (item: number) => boolean;

/** 1 on each item that matches; null for an empty query. */
export function findItems(table: SpanTable, query: string): Uint8Array | null {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return null;
  const found = new Uint8Array(table.count).fill(1);
  for (const word of words) {
    const test = testOf(table, word);
    for (let i = 0; i < table.count; i++) if (found[i] === 1 && !test(i)) found[i] = 0;
  }
  return found;
}

function testOf(table: SpanTable, word: string): Test {
  const mark = MARKS.get(word);
  if (mark) return (i) => mark(table, i);
  const has = (text: string): number => (text.toLowerCase().includes(word) ? 1 : 0);
  const operations = Uint8Array.from(table.operations, has);
  const services = Uint8Array.from(table.services, has);
  const instances = Uint8Array.from(
    table.instances,
    (instance) => services[instance.service]! | (instance.name === null ? 0 : has(instance.name)),
  );
  const messages = Uint8Array.from(table.messages, has);
  const traces = Uint8Array.from(table.traces, (trace) => (word.length >= 6 && HEX.test(word) && trace.traceId.includes(word) ? 1 : 0));
  const byId = idTest(table, word);
  return (i) =>
    operations[table.operation[i]!] === 1 ||
    instances[table.instance[i]!] === 1 ||
    traces[table.trace[i]!] === 1 ||
    (table.message[i]! >= 0 && messages[table.message[i]!] === 1) ||
    byId(i);
}

const HEX = /^[0-9a-f]+$/;

function idTest(table: SpanTable, word: string): Test {
  // Three digits would hit one span in 4,096 by chance.
  if (!HEX.test(word) || word.length < 4 || word.length > 16) return () => false;
  const digits = Math.min(8, word.length);
  const high = Number.parseInt(word.slice(0, 8), 16);
  const shift = 32 - 4 * digits;
  return (i) => {
    if (table.shape[i] !== SPAN || table.spanId[2 * i]! >>> shift !== high) return false;
    return word.length <= 8 || spanIdOf(table, i).startsWith(word);
  };
}

const MARKS: ReadonlyMap<string, (table: SpanTable, item: number) => boolean> = new Map([
  ["is:error", (t: SpanTable, i: number) => t.status[i] === ERROR],
  ["is:timeout", (t: SpanTable, i: number) => t.status[i] === TIMEOUT],
  ["is:critical", (t: SpanTable, i: number) => t.critical[i] === 1],
  ["is:wait", (t: SpanTable, i: number) => t.shape[i] === WAIT],
  ["is:ghost", (t: SpanTable, i: number) => t.shape[i] === GHOST],
]);

/** The rows that show a match, ascending, each once. */
export function rowsFound(found: Uint8Array | null, rowOfItem: Int32Array, rowCount: number): Int32Array {
  if (found === null) return new Int32Array(0);
  const hit = new Uint8Array(rowCount);
  let count = 0;
  for (let i = 0; i < found.length; i++) {
    const row = rowOfItem[i]!;
    if (found[i] === 1 && row >= 0 && hit[row] === 0) {
      hit[row] = 1;
      count++;
    }
  }
  const rows = new Int32Array(count);
  for (let row = 0, k = 0; row < rowCount; row++) if (hit[row] === 1) rows[k++] = row;
  return rows;
}

/** First position in `rows` at or after `row`, wrapping round; −1 when there is none. */
export function nextFound(rows: Int32Array, row: number, step: 1 | -1): number {
  if (rows.length === 0) return -1;
  let low = 0;
  let high = rows.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (rows[middle]! < row) low = middle + 1;
    else high = middle;
  }
  if (step === 1) return rows[low] === row ? (low + 1) % rows.length : low % rows.length;
  return (low - 1 + rows.length) % rows.length;
}
