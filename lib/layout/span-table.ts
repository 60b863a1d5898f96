// What layout asks of its input: the columns of `lib/contract`'s Waterfall fit. Items stand in preorder, `parent[i] < i`.

export interface SpanTable {
  readonly count: number;
  /** Nanoseconds from the waterfall's start. */
  readonly start: Float64Array;
  readonly duration: Float64Array;
  /** Two words an item, high first; zero for waits and ghosts. */
  readonly spanId: Uint32Array;
  readonly parent: Int32Array;
  readonly operation: Uint32Array;
  readonly message: Int32Array;
  readonly trace: Uint32Array;
  readonly instance: Uint32Array;
  /** −1: none. */
  readonly chain: Int16Array;
  /** 0 success, 1 error, 2 timeout. */
  readonly status: Uint8Array;
  readonly kind: Uint8Array;
  /** 0 span, 1 queue wait, 2 ghost. */
  readonly shape: Uint8Array;
  readonly critical: Uint8Array;
  readonly middleware: Uint8Array;
  readonly services: readonly string[];
  readonly operations: readonly string[];
  readonly messages: readonly string[];
  readonly instances: readonly { readonly service: number; readonly name: string | null }[];
  readonly traces: readonly { readonly traceId: string }[];
  readonly chains: readonly { readonly id: string; readonly attempt: number; readonly state: string }[];
  readonly waits: readonly { readonly item: number; readonly open: boolean }[];
  readonly ghosts: readonly { readonly item: number; readonly open: boolean; readonly chain: number; readonly stepId: string }[];
}

export const SPAN = 0;
export const WAIT = 1;
export const GHOST = 2;
export const SUCCESS = 0;
export const ERROR = 1;
export const TIMEOUT = 2;

const hex8 = (word: number): string => (word >>> 0).toString(16).padStart(8, "0");

export const spanIdOf = (table: SpanTable, item: number): string => hex8(table.spanId[2 * item]!) + hex8(table.spanId[2 * item + 1]!);

export const serviceOf = (table: SpanTable, item: number): number => table.instances[table.instance[item]!]!.service;

/**
 * A name for an item that survives reloading (indices do not): the span's id; for a wait or ghost the id of the span it
 * hangs under with a letter before it and its place among its kind there.
 */
export function keyOf(table: SpanTable, item: number): string {
  const shape = table.shape[item];
  if (shape === SPAN) return spanIdOf(table, item);
  const parent = table.parent[item]!;
  let place = 0;
  for (let i = item - 1; i > parent; i--) if (table.parent[i] === parent && table.shape[i] === shape) place++;
  return `${shape === WAIT ? "w" : "g"}${parent < 0 ? "" : spanIdOf(table, parent)}${place === 0 ? "" : `.${place}`}`;
}

const KEY = /^([wg]?)([0-9a-f]{16})?(?:\.(\d{1,6}))?$/;

/** −1 where nothing bears the key. */
export function itemOfKey(table: SpanTable, key: string): number {
  const parts = KEY.exec(key);
  if (!parts) return -1;
  const [, letter, id, place] = parts;
  let host = -1;
  if (id !== undefined) {
    const high = Number.parseInt(id.slice(0, 8), 16);
    const low = Number.parseInt(id.slice(8), 16);
    for (let i = 0; i < table.count && host < 0; i++) {
      if (table.spanId[2 * i] === high && table.spanId[2 * i + 1] === low && table.shape[i] === SPAN) host = i;
    }
    if (host < 0) return -1;
  }
  if (letter === "") return host;
  const shape = letter === "w" ? WAIT : GHOST;
  let left = Number(place ?? 0);
  for (let i = host + 1; i < table.count; i++) if (table.parent[i] === host && table.shape[i] === shape && left-- === 0) return i;
  return -1;
}
