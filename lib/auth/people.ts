import { type Clock, type UnixMs, unixMs } from "../base/time.ts";
import type { SessionLimits } from "./config.ts";
import type { Directory, Person } from "./directory.ts";

export type Confirmed =
  /** `at`: when the directory itself was asked. Null: it was by another process, and the row says what it answered. */
  | { readonly kind: "here"; readonly person: Person | null; readonly at: UnixMs }
  | { readonly kind: "left"; readonly at: UnixMs }
  | { readonly kind: "down" };

/** Whether somebody who was here before is still here, asked of the directory at most once per `recheckMs` a person. */
export interface People {
  confirm(sub: string, lastConfirmedAt: UnixMs): Promise<Confirmed>;
  /** Asks of many at once. False: the directory did not answer, and nothing is known that was not known before. */
  askAll(subs: readonly string[]): Promise<boolean>;
  /** When the directory last answered for them, as far as this process knows. */
  askedAt(sub: string): UnixMs | null;
}

/** After a failure the directory is left alone this long: a frozen one must not cost every request its time-out. */
const REST_MS = 5_000;
/** People in one question: an answer comes within the directory's own deadline. */
const BATCH = 500;
const MOST_KEPT = 20_000;

export function makePeople(directory: Directory, limits: SessionLimits, clock: Clock): People {
  const cache = new Map<string, { readonly person: Person | null; readonly at: UnixMs }>();
  const asking = new Map<string, Promise<void>>();
  let restUntil = 0;

  const keep = (sub: string, person: Person | null, at: UnixMs): void => {
    cache.delete(sub);
    cache.set(sub, { person, at });
    if (cache.size > MOST_KEPT) for (const oldest of cache.keys()) return void cache.delete(oldest);
  };
  const ask = async (sub: string): Promise<void> => {
    // The answer is as old as the question: who left while it was on its way may still be in it.
    const at = clock();
    const found = await directory.find(sub);
    if (found.ok) keep(sub, found.value, at);
    else restUntil = clock() + REST_MS;
  };
  const askOnce = (sub: string): Promise<void> => {
    const running = asking.get(sub);
    if (running) return running;
    const started = ask(sub).finally(() => asking.delete(sub));
    asking.set(sub, started);
    return started;
  };
  /** A time from another process, or from before the clock was set right: what lies ahead of us proves nothing. */
  const plausible = (at: number): number => (at > clock() + limits.recheckMs ? 0 : at);

  return {
    async confirm(sub, lastConfirmedAt) {
      const last = plausible(lastConfirmedAt);
      const fresh = (at: number): boolean => clock() - at <= limits.recheckMs;
      const known = cache.get(sub);
      if (!fresh(Math.max(last, plausible(known?.at ?? 0))) && clock() >= restUntil) await askOnce(sub);
      const now = cache.get(sub);
      if (now && now.at >= last) {
        if (now.person === null) return { kind: "left", at: now.at };
        if (clock() - now.at <= limits.recheckMs + limits.graceMs) return { kind: "here", person: now.person, at: now.at };
        return { kind: "down" };
      }
      if (clock() - last <= limits.recheckMs + limits.graceMs) return { kind: "here", person: null, at: unixMs(last) };
      return { kind: "down" };
    },
    async askAll(subs) {
      for (let from = 0; from < subs.length; from += BATCH) {
        const some = subs.slice(from, from + BATCH);
        const at = clock();
        const found = await directory.findAll(some);
        if (!found.ok) {
          restUntil = clock() + REST_MS;
          return false;
        }
        for (const sub of some) keep(sub, found.value.get(sub) ?? null, at);
      }
      return true;
    },
    askedAt: (sub) => cache.get(sub)?.at ?? null,
  };
}
