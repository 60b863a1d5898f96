import { MINUTE_MS, type Ms } from "../base/time.ts";
import { makeBuckets } from "./token-buckets.ts";

/** Requests a second that last, and how many more may come at once. */
export interface Rate {
  readonly perSecond: number;
  readonly burst: number;
}

/**
 * Generous: a board that is watched asks less than once a second, a script that reads one order after the other about 260 times. An address may be that of a whole
 * office. A refusal (401, 403) is what guessing and mapping leave behind: fewer of them.
 */
export interface RequestLimits {
  readonly user: Rate;
  readonly address: Rate;
  readonly all: Rate;
  readonly refusals: Rate;
}

/** One number says it all: what one person may ask a second. */
export const limitsFor = (perSecond: number): RequestLimits => ({
  user: { perSecond, burst: perSecond * 10 },
  address: { perSecond: perSecond * 2, burst: perSecond * 20 },
  all: { perSecond: perSecond * 4, burst: perSecond * 40 },
  refusals: { perSecond: perSecond / 10, burst: perSecond * 2 },
});

export const USUAL_PER_SECOND = 500;

export type ThrottledBy = keyof RequestLimits;

export interface Held {
  readonly by: ThrottledBy;
  readonly waitMs: Ms;
  readonly owner: string | null;
  /** At most once a minute for the same caller: the one that is written down. */
  readonly isNews: boolean;
}

export interface RequestThrottle {
  /** Asked before anything is done for a request. Null: go on. `credential` is a fingerprint, of what was sent and may be worthless. */
  admit(address: string, credential: string | null): Held | null;
  /** Once it is known whose a credential is, all sessions and tokens of one owner count together. */
  learn(credential: string, owner: string): void;
  /** A refusal to be. Not null: the caller has had too many and is to wait instead. */
  refuse(address: string): Held | null;
  /** For metrics. */
  readonly counts: Readonly<Record<ThrottledBy, number>>;
}

/** Addresses and credentials are invented by strangers; what is kept must not grow with them. */
const MOST_OWNERS = 20_000;

export function makeRequestThrottle(limits: RequestLimits, now: () => number): RequestThrottle {
  const buckets = {
    user: makeBuckets(limits.user, now),
    address: makeBuckets(limits.address, now),
    all: makeBuckets(limits.all, now),
    refusals: makeBuckets(limits.refusals, now),
  };
  const owners = new Map<string, string>();
  const told = new Map<string, number>();
  const counts: Record<ThrottledBy, number> = { user: 0, address: 0, all: 0, refusals: 0 };

  const hold = (by: ThrottledBy, key: string, waitMs: Ms, owner: string | null): Held => {
    counts[by]++;
    const last = told.get(`${by} ${key}`);
    const isNews = last === undefined || now() - last >= MINUTE_MS;
    if (isNews) keep(told, `${by} ${key}`, now(), 1_000);
    return { by, waitMs, owner, isNews };
  };

  return {
    counts,
    admit(address, credential) {
      const owner = credential === null ? null : (owners.get(credential) ?? null);
      const asked: readonly (readonly [ThrottledBy, string])[] = [
        ["all", ""],
        ["address", address],
        ...(owner === null ? [] : [["user", owner] as const]),
      ];
      for (const [by, key] of asked) {
        const waitMs = buckets[by].waitMs(key);
        if (waitMs > 0) return hold(by, key, waitMs, owner);
      }
      for (const [by, key] of asked) buckets[by].take(key);
      return null;
    },
    learn(credential, owner) {
      if (owners.get(credential) !== owner) keep(owners, credential, owner, MOST_OWNERS);
    },
    refuse(address) {
      const waitMs = buckets.refusals.waitMs(address);
      if (waitMs > 0) return hold("refusals", address, waitMs, null);
      buckets.refusals.take(address);
      return null;
    },
  };
}

/** The newest `most`. */
function keep<V>(map: Map<string, V>, key: string, value: V, most: number): void {
  map.delete(key);
  map.set(key, value);
  if (map.size > most) for (const oldest of map.keys()) return void map.delete(oldest);
}

const slot = Symbol.for("loupe.request-throttle");

/** One in the process, whichever bundle asks. */
export function provideRequestThrottle(throttle: RequestThrottle): void {
  (globalThis as Record<symbol, unknown>)[slot] = throttle;
}

/** Until the server provides one, nobody is held back. */
const NONE: RequestThrottle = {
  admit: () => null,
  learn: () => undefined,
  refuse: () => null,
  counts: { user: 0, address: 0, all: 0, refusals: 0 },
};

export const requestThrottle = (): RequestThrottle =>
  ((globalThis as Record<symbol, unknown>)[slot] as RequestThrottle | undefined) ?? NONE;
