/**
 * Orders that changed and wait to be matched, oldest first. It is committed with the cursor that made it (`DIRTY_KEY`), so that a
 * kill between scan and match loses nothing.
 */
export interface WorkList {
  /** Order id → since when it waits, in the pipeline's own clock. */
  readonly waiting: Map<string, number>;
}

export const DIRTY_KEY = "pipeline:dirty";

/** Null where the document cannot be read: then nobody knows what waits, and everything must be read again. */
export function readWork(document: string | null, now: number): WorkList | null {
  try {
    const ids: unknown = document === null ? [] : JSON.parse(document);
    if (!Array.isArray(ids) || !ids.every((id) => typeof id === "string")) return null;
    return { waiting: new Map(ids.map((id) => [id, now])) };
  } catch {
    return null;
  }
}

export function addWork(list: WorkList, orderId: string, now: number): void {
  if (!list.waiting.has(orderId)) list.waiting.set(orderId, now);
}

/** Those who wait longest; not taken off before their round is committed. */
export function nextWork(list: WorkList, most: number, ready: (orderId: string) => boolean): readonly string[] {
  const found: string[] = [];
  for (const id of list.waiting.keys()) {
    if (found.length >= most) break;
    if (ready(id)) found.push(id);
  }
  return found;
}

export const waitedFor = (list: WorkList, now: number): number => {
  for (const since of list.waiting.values()) return now - since;
  return 0;
};

export const writeWork = (list: WorkList, except: ReadonlySet<string> = new Set()): { readonly key: string; readonly value: string } => ({
  key: DIRTY_KEY,
  value: JSON.stringify([...list.waiting.keys()].filter((id) => !except.has(id))),
});
