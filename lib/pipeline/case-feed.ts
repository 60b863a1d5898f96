import type { CaseChange } from "../detector/cases/case.ts";

/** Told in-process whenever a case has changed, by Loupe or by a person: streams hang on it. */
export interface CaseFeed {
  subscribe(listener: (changes: readonly CaseChange[]) => void): () => void;
  emit(changes: readonly CaseChange[]): void;
}

export function createCaseFeed(log: (message: string) => void): CaseFeed {
  const listeners = new Set<(changes: readonly CaseChange[]) => void>();
  return {
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    emit(changes) {
      if (changes.length === 0) return;
      for (const listener of listeners) {
        try {
          listener(changes);
        } catch (error) {
          log(`a listener of cases failed: ${error instanceof Error ? error.message : String(error)}`);
        }
      }
    },
  };
}
