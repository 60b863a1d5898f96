/** Of this process: for tests another. */
export interface Pace {
  /** In ms, never backwards. */
  now(): number;
  wait(ms: number): Promise<void>;
}

const REAL: Pace = {
  now: () => performance.now(),
  wait: (ms) => new Promise((resolve) => void setTimeout(resolve, ms)),
};

/** Looked back on: enough that a slow one is among them, few enough that a bad minute is forgotten. */
const KEPT = 20;
/** A directory that is slow for everybody must not make a refusal slower than people bear. */
const LONGEST_MS = 2_000;

/**
 * A directory works on a password for tens or hundreds of milliseconds, and answers at once where there is no entry. So every refusal waits until
 * as long has passed as the slowest of the last passwords took: the people's, and the reading account's own, which is there from the first
 * sign-in on.
 */
export function makeEvenAnswers({ now, wait }: Pace = REAL) {
  const taken = { reader: [] as number[], person: [] as number[] };
  const took = (whose: keyof typeof taken, from: number): void => {
    const last = taken[whose];
    last.push(now() - from);
    if (last.length > KEPT) last.shift();
  };
  return {
    /** How long the directory took over a password that is somebody's, right or wrong. What failed says nothing. */
    async timed<T>(whose: keyof typeof taken, ask: () => Promise<T>): Promise<T> {
      const from = now();
      const answer = await ask();
      took(whose, from);
      return answer;
    },
    /** The same for what began at `from`. */
    took,
    now,
    /** @param from `now()` when it was asked */
    async evenOut(from: number): Promise<void> {
      const rest = Math.min(LONGEST_MS, Math.max(0, ...taken.reader, ...taken.person)) - (now() - from);
      if (rest > 0) await wait(rest);
    },
  };
}
