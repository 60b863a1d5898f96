export interface ScanPosition {
  /** All before has been read. */
  readonly second: number;
  /** Tells batches of one search apart. */
  readonly serial: number;
  /** What follows is read but not confirmed: the second lies before it, lateness and all. */
  readonly isUnconfirmed: boolean;
}

/** `tempo1:<second>:<serial>`, and `:u` where unconfirmed. */
export const formatCursor = ({ second, serial, isUnconfirmed }: ScanPosition): string =>
  `tempo1:${second}:${serial}${isUnconfirmed ? ":u" : ""}`;

/** Null for what is no cursor of Tempo's. */
export function readCursor(cursor: string): ScanPosition | null {
  const match = /^tempo1:(\d{1,12}):(\d{1,15})(:u)?$/.exec(cursor);
  return match ? { second: Number(match[1]), serial: Number(match[2]), isUnconfirmed: match[3] !== undefined } : null;
}
