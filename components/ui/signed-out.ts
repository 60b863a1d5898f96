/** `directory`: nobody could be asked whether this reader may still be here; the session itself is not over. */
export type SignedOut = "ended" | "directory";

let said: SignedOut | null = null;
const listeners = new Set<() => void>();

/** Told by whatever finds it first, a call or the stream; the whole page hears it, once. */
export function tellSignedOut(why: SignedOut): void {
  if (said !== null) return;
  said = why;
  for (const listener of listeners) listener();
}

export const readSignedOut = (): SignedOut | null => said;

export function listenToSignedOut(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
