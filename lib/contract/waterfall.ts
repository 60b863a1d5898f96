// The waterfall of an order as columns: what travels as `application/vnd.loupe.waterfall`.
//
//   bytes 0–7    "LOUPEWF1"                 (the last character is the version)
//   bytes 8–11   header length in bytes, u32 little-endian
//   bytes 12–15  number of items, u32
//   header       JSON: string tables and the few things that are not columns; padded with spaces to 8 bytes
//   columns      in the order of COLUMNS, each padded with zeros to 8 bytes, so that a reader lays typed arrays over them
//
// An item is a span, a queue's wait or a ghost (a step that did not come). Items stand in preorder, siblings by start:
//
//   item  parent  shape
//   0     -1      span    mes-api  POST /price      ├────────────────┤
//   1      0      span    mes-api  publish                         ├─┤
//   2      1      wait    rabbitmq price-calculated                  ▨▨▨▨▨▨▨▨
//   3      1      ghost   crm-api  process                           ┊╌╌╌╌╌╌╌┊ now
//
// so `parent[i] < i` always: no reader can meet a cycle. Attributes, events and links are not in it: they come on click.

import { COLUMNS, columnBytes, HEADER_START, MAGIC, padTo8 } from "./waterfall-columns.ts";

export const WATERFALL_MIME = "application/vnd.loupe.waterfall";

/** Index into these is the wire's number. */
export const SHAPES = ["span", "wait", "ghost"] as const;
export const STATUSES = ["success", "error", "timeout"] as const;
export const KINDS = ["unspecified", "internal", "server", "client", "producer", "consumer"] as const;

export interface Bilingual {
  readonly en: string;
  readonly ru: string;
}

export interface WaterfallInstance {
  /** Index into `services`. */
  readonly service: number;
  readonly name: string | null;
  readonly version: string | null;
  /** How far this instance's clock runs ahead; already taken off `start`. Raw time = start + offsetNs. */
  readonly offsetNs: number;
}

export interface WaterfallTrace {
  readonly traceId: string;
  readonly spanCount: number;
  readonly warnings: readonly string[];
}

export interface WaterfallChain {
  readonly id: string;
  readonly title: Bilingual;
  readonly attempt: number;
  readonly state: string;
  readonly cause: string | null;
}

export interface WaterfallWait {
  readonly item: number;
  readonly destination: string;
  /** Still waiting: it grows to now. */
  readonly open: boolean;
}

export interface WaterfallGhost {
  readonly item: number;
  readonly title: Bilingual;
  readonly chain: number;
  readonly stepId: string;
  readonly state: "missing" | "pending" | "cannot-tell";
  /** Soft deadline as an offset from the waterfall's start; null where the step has none. */
  readonly expectedByNs: number | null;
  readonly open: boolean;
}

/** What such a span usually takes: drawn as a frame behind the bar. */
export interface WaterfallUsual {
  readonly service: number;
  readonly operation: number;
  readonly fromNs: number;
  readonly toNs: number;
}

export interface WaterfallHeader {
  readonly orderId: string | null;
  /** Nanoseconds since 1970 as a decimal string: offset 0 of `start`. */
  readonly startUnixNs: string;
  /** When the answer was made, as an offset; open waits and ghosts reach at least to here. */
  readonly nowNs: number | null;
  readonly services: readonly string[];
  readonly operations: readonly string[];
  readonly instances: readonly WaterfallInstance[];
  readonly scopes: readonly string[];
  readonly traces: readonly WaterfallTrace[];
  readonly messages: readonly string[];
  readonly chains: readonly WaterfallChain[];
  readonly waits: readonly WaterfallWait[];
  readonly ghosts: readonly WaterfallGhost[];
  readonly usual: readonly WaterfallUsual[];
  readonly partial: boolean;
  readonly warnings: readonly string[];
}

export interface WaterfallColumns {
  /** Nanoseconds from the waterfall's start, corrected for clock offset. */
  readonly start: Float64Array;
  readonly duration: Float64Array;
  /** Two words an item, high first; zero for waits and ghosts. */
  readonly spanId: Uint32Array;
  /** Item index, −1 for a root. */
  readonly parent: Int32Array;
  readonly operation: Uint32Array;
  /** Index into `messages`, −1 for none. */
  readonly message: Int32Array;
  readonly trace: Uint32Array;
  readonly instance: Uint32Array;
  readonly scope: Uint16Array;
  /** Index into `chains`, −1 for none. */
  readonly chain: Int16Array;
  readonly links: Uint16Array;
  readonly status: Uint8Array;
  readonly kind: Uint8Array;
  readonly shape: Uint8Array;
  readonly critical: Uint8Array;
  /** Framework plumbing that is folded away unless asked for. */
  readonly middleware: Uint8Array;
  /** Its parent span never arrived. */
  readonly orphan: Uint8Array;
}

export interface Waterfall extends WaterfallHeader, WaterfallColumns {
  readonly count: number;
}

/** One buffer, ready to send (gzip it: the columns shrink to less than half). */
export function encodeWaterfall(waterfall: Waterfall): Uint8Array<ArrayBuffer> {
  const { count } = waterfall;
  const headerText = new TextEncoder().encode(JSON.stringify(pickHeader(waterfall)));
  const headerLength = padTo8(headerText.length);
  let total = HEADER_START + headerLength;
  for (const column of COLUMNS) total += padTo8(columnBytes(column, count));
  const bytes = new Uint8Array(total);
  bytes.set(MAGIC, 0);
  const view = new DataView(bytes.buffer);
  view.setUint32(8, headerLength, true);
  view.setUint32(12, count, true);
  bytes.fill(0x20, HEADER_START, HEADER_START + headerLength);
  bytes.set(headerText, HEADER_START);
  let at = HEADER_START + headerLength;
  for (const column of COLUMNS) {
    const values = waterfall[column.name];
    const length = columnBytes(column, count);
    if (values.byteLength !== length) throw new Error(`waterfall column ${column.name} has ${values.length} values for ${count} items`);
    bytes.set(new Uint8Array(values.buffer, values.byteOffset, length), at);
    at += padTo8(length);
  }
  return bytes;
}

function pickHeader(w: Waterfall): WaterfallHeader {
  const { orderId, startUnixNs, nowNs, services, operations, instances, scopes, traces, messages } = w;
  const { chains, waits, ghosts, usual, partial, warnings } = w;
  return {
    orderId,
    startUnixNs,
    nowNs,
    services,
    operations,
    instances,
    scopes,
    traces,
    messages,
    chains,
    waits,
    ghosts,
    usual,
    partial,
    warnings,
  };
}
