import type { Clock, Ms } from "../base/time.ts";

/** Failed sign-ins within a window, by user, by address, and altogether. Kept in memory: a restart forgives. */
export interface Throttle {
  /** Milliseconds to wait before the next try; 0: go on. */
  waitMs(user: string, address: string): Ms;
  failed(user: string, address: string): void;
  /** A right password clears the user's count, not the address's: one good account must not pay for guessing others. */
  succeeded(user: string): void;
}

const WINDOW_MS = 5 * 60_000;
const LIMITS = { user: 5, address: 20, all: 200 } as const;
/** Names are invented by attackers; what is kept must not grow with them. */
const MOST_KEYS = 10_000;

export function makeThrottle(clock: Clock, limits: typeof LIMITS | { user: number; address: number; all: number } = LIMITS): Throttle {
  const failures = new Map<string, number[]>();
  const recent = (key: string): number[] => {
    const kept = (failures.get(key) ?? []).filter((at) => at > clock() - WINDOW_MS);
    if (kept.length === 0) failures.delete(key);
    return kept;
  };
  const note = (key: string): void => {
    failures.set(key, [...recent(key), clock()]);
    const oldest = failures.size > MOST_KEYS ? failures.keys().next().value : undefined;
    if (oldest !== undefined) failures.delete(oldest);
  };
  const wait = (key: string, limit: number): Ms => {
    const times = recent(key);
    const first = times.at(-limit);
    return first === undefined ? 0 : Math.max(0, first + WINDOW_MS - clock());
  };
  const userKey = (user: string): string => `user ${user.trim().toLowerCase()}`;
  return {
    waitMs: (user, address) =>
      Math.max(wait(userKey(user), limits.user), wait(`address ${address}`, limits.address), wait("all", limits.all)),
    failed(user, address) {
      for (const key of [userKey(user), `address ${address}`, "all"]) note(key);
    },
    succeeded: (user) => void failures.delete(userKey(user)),
  };
}
