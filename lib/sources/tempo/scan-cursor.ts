/** `tempo1:<second>:<serial>`: all before the second has been read; the serial tells batches of one search apart. */
export const formatCursor = (second: number, serial: number): string => `tempo1:${second}:${serial}`;

export interface ScanPosition {
  readonly second: number;
  readonly serial: number;
}

/** Null for what is no cursor of Tempo's. */
export function readCursor(cursor: string): ScanPosition | null {
  const match = /^tempo1:(\d{1,12}):(\d{1,15})$/.exec(cursor);
  return match ? { second: Number(match[1]), serial: Number(match[2]) } : null;
}
