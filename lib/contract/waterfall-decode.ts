// Reads what `encodeWaterfall` wrote, trusting nothing: every length, index and number is checked once here, so that layout
// and drawing never have to. No copy is made where the buffer is aligned; typed arrays lie over it.

import { err, ok, type Result } from "../base/result.ts";
import { KINDS, SHAPES, STATUSES, type Waterfall, type WaterfallColumns, type WaterfallHeader } from "./waterfall.ts";
import { COLUMNS, columnBytes, HEADER_START, MAGIC, padTo8 } from "./waterfall-columns.ts";
import { readHeader } from "./waterfall-header.ts";

export interface WaterfallDefect {
  readonly kind: "not-a-waterfall" | "unknown-version" | "truncated" | "bad-header" | "bad-column";
  readonly detail: string;
}

export function decodeWaterfall(input: ArrayBuffer | Uint8Array): Result<Waterfall, WaterfallDefect> {
  const bytes = aligned(input);
  if (bytes.length < HEADER_START) return defect("truncated", `${bytes.length} bytes`);
  for (let i = 0; i < 7; i++) if (bytes[i] !== MAGIC[i]) return defect("not-a-waterfall", "wrong magic");
  if (bytes[7] !== MAGIC[7]) return defect("unknown-version", String.fromCharCode(bytes[7] ?? 0));
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const headerLength = view.getUint32(8, true);
  const count = view.getUint32(12, true);
  if (headerLength % 8 !== 0) return defect("bad-header", "unaligned");
  let expected = HEADER_START + headerLength;
  for (const column of COLUMNS) expected += padTo8Safe(columnBytes(column, count));
  if (expected !== bytes.length) return defect("truncated", `${bytes.length} bytes where ${expected} are due`);

  const header = readHeader(bytes.subarray(HEADER_START, HEADER_START + headerLength), count);
  if (!header.ok) return defect("bad-header", header.error);

  const columns: Record<string, unknown> = {};
  let at = bytes.byteOffset + HEADER_START + headerLength;
  for (const column of COLUMNS) {
    columns[column.name] = new column.of(bytes.buffer as ArrayBuffer, at, count * column.perItem);
    at += padTo8(columnBytes(column, count));
  }
  const waterfall = { ...header.value, ...(columns as unknown as WaterfallColumns), count };
  const wrong = findBadColumn(waterfall) ?? findBadReference(waterfall);
  return wrong === null ? ok(waterfall) : defect("bad-column", wrong);
}

const defect = (kind: WaterfallDefect["kind"], detail: string): Result<never, WaterfallDefect> => err({ kind, detail });

/** Beyond 2³¹ bytes `&` would wrap. */
const padTo8Safe = (length: number): number => Math.ceil(length / 8) * 8;

function aligned(input: ArrayBuffer | Uint8Array): Uint8Array {
  if (input instanceof ArrayBuffer) return new Uint8Array(input);
  return input.byteOffset % 8 === 0 ? input : input.slice();
}

/** One loop with every column by its own name: a helper that takes any typed array is ten times slower (it sees five kinds of them). */
function findBadColumn(w: Waterfall): string | null {
  const { start, duration, parent, operation, message, trace, instance, scope, chain, status, kind, shape, critical, middleware, orphan } =
    w;
  const [operations, messages, traces, instances] = [w.operations.length, w.messages.length, w.traces.length, w.instances.length];
  const [scopes, chains] = [w.scopes.length, w.chains.length];
  for (let i = 0; i < w.count; i++) {
    if (!(start[i]! >= 0 && start[i]! < Infinity)) return `start of ${i}`;
    if (!(duration[i]! >= 0 && duration[i]! < Infinity)) return `duration of ${i}`;
    if (parent[i]! < -1 || parent[i]! >= i) return `parent of ${i}`;
    if (operation[i]! >= operations) return `operation of ${i}`;
    if (message[i]! < -1 || message[i]! >= messages) return `message of ${i}`;
    if (trace[i]! >= traces) return `trace of ${i}`;
    if (instance[i]! >= instances) return `instance of ${i}`;
    if (scope[i]! >= scopes) return `scope of ${i}`;
    if (chain[i]! < -1 || chain[i]! >= chains) return `chain of ${i}`;
    if (status[i]! >= STATUSES.length || kind[i]! >= KINDS.length || shape[i]! >= SHAPES.length) return `status, kind or shape of ${i}`;
    if (critical[i]! > 1 || middleware[i]! > 1 || orphan[i]! > 1) return `mark of ${i}`;
  }
  return null;
}

/** Every wait and ghost item is described exactly once in the header, and nothing else is. */
function findBadReference(w: Waterfall): string | null {
  const seen = new Set<number>();
  for (const [list, shape] of [[w.waits, 1] as const, [w.ghosts, 2] as const]) {
    for (const entry of list) {
      if (w.shape[entry.item] !== shape || seen.has(entry.item)) return `${SHAPES[shape]} ${entry.item}`;
      seen.add(entry.item);
    }
  }
  for (let i = 0; i < w.count; i++) if (w.shape[i] !== 0 && !seen.has(i)) return `undescribed ${SHAPES[w.shape[i]!]} ${i}`;
  return null;
}

export type { WaterfallHeader };
