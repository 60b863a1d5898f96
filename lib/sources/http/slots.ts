/** At most `most` at once; the rest wait in order. */
export interface Slots {
  /** Resolves when there is room, with what gives it back; null when the signal called it off first. */
  take(signal?: AbortSignal): Promise<(() => void) | null>;
}

export function createSlots(most: number): Slots {
  let taken = 0;
  const waiting = new Set<() => void>();
  const release = () => {
    const [next] = waiting;
    if (next) {
      waiting.delete(next);
      next();
    } else taken--;
  };
  const once = () => {
    let held = true;
    return () => {
      if (held) release();
      held = false;
    };
  };
  return {
    take(signal) {
      if (signal?.aborted) return Promise.resolve(null);
      if (taken < most) {
        taken++;
        return Promise.resolve(once());
      }
      return new Promise((resolve) => {
        const admit = () => {
          signal?.removeEventListener("abort", giveUp);
          resolve(once());
        };
        const giveUp = () => {
          waiting.delete(admit);
          resolve(null);
        };
        waiting.add(admit);
        signal?.addEventListener("abort", giveUp, { once: true });
      });
    },
  };
}
