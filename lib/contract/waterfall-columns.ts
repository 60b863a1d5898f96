// The order and width of the waterfall's columns on the wire. Widest first, so little is lost to padding.
// Appending a column is a new version of MAGIC: a reader refuses what it does not know.

/** "LOUPEWF1" in ASCII. */
export const MAGIC: Uint8Array = Uint8Array.of(0x4c, 0x4f, 0x55, 0x50, 0x45, 0x57, 0x46, 0x31);
export const HEADER_START = 16;

export const COLUMNS = [
  { name: "start", of: Float64Array, perItem: 1 },
  { name: "duration", of: Float64Array, perItem: 1 },
  { name: "spanId", of: Uint32Array, perItem: 2 },
  { name: "parent", of: Int32Array, perItem: 1 },
  { name: "operation", of: Uint32Array, perItem: 1 },
  { name: "message", of: Int32Array, perItem: 1 },
  { name: "trace", of: Uint32Array, perItem: 1 },
  { name: "instance", of: Uint32Array, perItem: 1 },
  { name: "scope", of: Uint16Array, perItem: 1 },
  { name: "chain", of: Int16Array, perItem: 1 },
  { name: "links", of: Uint16Array, perItem: 1 },
  { name: "status", of: Uint8Array, perItem: 1 },
  { name: "kind", of: Uint8Array, perItem: 1 },
  { name: "shape", of: Uint8Array, perItem: 1 },
  { name: "critical", of: Uint8Array, perItem: 1 },
  { name: "middleware", of: Uint8Array, perItem: 1 },
  { name: "orphan", of: Uint8Array, perItem: 1 },
] as const;

export type Column = (typeof COLUMNS)[number];

export const padTo8 = (length: number): number => (length + 7) & ~7;
export const columnBytes = (column: Column, count: number): number => column.of.BYTES_PER_ELEMENT * column.perItem * count;
