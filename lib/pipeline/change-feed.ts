import type { JudgedExecution } from "../detector/judgement.ts";

/** Told in-process whenever what is said of an execution has changed; pages' live updates hang on it. */
export interface ChangeFeed {
  subscribe(listener: (changed: readonly JudgedExecution[]) => void): () => void;
}

export interface ChangeEmitter extends ChangeFeed {
  emit(changed: readonly JudgedExecution[]): void;
}

export function createChangeEmitter(log: (message: string) => void): ChangeEmitter {
  const listeners = new Set<(changed: readonly JudgedExecution[]) => void>();
  return {
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    emit(changed) {
      if (changed.length === 0) return;
      for (const listener of listeners) {
        try {
          listener(changed);
        } catch (error) {
          log(`a listener of changes failed: ${error instanceof Error ? error.message : String(error)}`);
        }
      }
    },
  };
}
