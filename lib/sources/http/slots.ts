/** At most `most` at once; the rest wait in order, those in the background behind all others. */
export interface Slots {
  /** Resolves when there is room, with what gives it back; null when the signal called it off first. */
  take(signal?: AbortSignal, background?: boolean): Promise<(() => void) | null>;
}

export function createSlots(most: number): Slots {
  /** One slot is never taken by the background: a person's question does not wait for a scan of last week. */
  const mostInBackground = Math.max(1, most - 1);
  let taken = 0;
  let inBackground = 0;
  const waiting = { foreground: new Set<() => void>(), background: new Set<() => void>() };

  const hasRoom = (background: boolean) => taken < most && (!background || inBackground < mostInBackground);
  const occupy = (background: boolean) => {
    let held = true;
    taken++;
    if (background) inBackground++;
    return () => {
      if (!held) return;
      held = false;
      taken--;
      if (background) inBackground--;
      const [next] = waiting.foreground.size > 0 ? waiting.foreground : waiting.background;
      if (next && hasRoom(waiting.background.has(next))) next();
    };
  };

  return {
    take(signal, background = false) {
      if (signal?.aborted) return Promise.resolve(null);
      if (hasRoom(background)) return Promise.resolve(occupy(background));
      const queue = background ? waiting.background : waiting.foreground;
      return new Promise((resolve) => {
        const admit = () => {
          queue.delete(admit);
          signal?.removeEventListener("abort", giveUp);
          resolve(occupy(background));
        };
        const giveUp = () => {
          queue.delete(admit);
          resolve(null);
        };
        queue.add(admit);
        signal?.addEventListener("abort", giveUp, { once: true });
      });
    },
  };
}
