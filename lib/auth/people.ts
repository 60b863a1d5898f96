import { type Clock, type UnixMs, unixMs } from "../base/time.ts";
import type { SessionLimits } from "./config.ts";
import type { Directory, Person } from "./directory.ts";

export type Confirmed =
  /** `at`: when the directory itself last said so. */
  { readonly kind: "here"; readonly person: Person | null; readonly at: UnixMs } | { readonly kind: "left" } | { readonly kind: "down" };

/** Whether somebody who was here before is still here, asked of the directory at most once per `recheckMs` a person. */
export interface People {
  confirm(sub: string, lastConfirmedAt: UnixMs): Promise<Confirmed>;
}

/** After a failure the directory is left alone this long: a frozen one must not cost every request its time-out. */
const REST_MS = 5_000;

export function makePeople(directory: Directory, limits: SessionLimits, clock: Clock): People {
  const cache = new Map<string, { readonly person: Person | null; readonly at: UnixMs }>();
  const asking = new Map<string, Promise<void>>();
  let restUntil = 0;

  const ask = async (sub: string): Promise<void> => {
    const found = await directory.find(sub);
    if (found.ok) {
      cache.delete(sub);
      cache.set(sub, { person: found.value, at: clock() });
      if (cache.size > 10_000) for (const oldest of cache.keys()) return void cache.delete(oldest);
    } else restUntil = clock() + REST_MS;
  };
  const askOnce = (sub: string): Promise<void> => {
    const running = asking.get(sub);
    if (running) return running;
    const started = ask(sub).finally(() => asking.delete(sub));
    asking.set(sub, started);
    return started;
  };

  return {
    async confirm(sub, lastConfirmedAt) {
      const fresh = (at: number): boolean => clock() - at <= limits.recheckMs;
      const known = cache.get(sub);
      if (!fresh(Math.max(lastConfirmedAt, known?.at ?? 0)) && clock() >= restUntil) await askOnce(sub);
      const now = cache.get(sub);
      if (now && now.at >= lastConfirmedAt) {
        if (now.person === null) return { kind: "left" };
        if (clock() - now.at <= limits.recheckMs + limits.graceMs) return { kind: "here", person: now.person, at: now.at };
        return { kind: "down" };
      }
      if (clock() - lastConfirmedAt <= limits.recheckMs + limits.graceMs)
        return { kind: "here", person: null, at: unixMs(lastConfirmedAt) };
      return { kind: "down" };
    },
  };
}
