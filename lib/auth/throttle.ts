import { createHmac, randomBytes } from "node:crypto";
import { type Clock, HOUR_MS, MINUTE_MS, type Ms, unixMs } from "../base/time.ts";
import type { AuthStore } from "../store/auth-store.ts";
import { addressBlock, foldName } from "./throttle-keys.ts";

/** What is guessed at: people's passwords, clients' secrets and tokens, the codes that devices show. */
type Guessed = "password" | "client" | "user-code";

export interface Try {
  readonly guessed: Guessed;
  /** Whose; null where that is not known before the answer. */
  readonly name: string | null;
  readonly address: string;
  /** A browser that this name has signed in with before, by its own secret. */
  readonly browser?: string | null;
}

export type Attempt =
  | { readonly kind: "wait"; readonly ms: Ms; readonly limit: "user" | "address" | "all" }
  /** Exactly one of the three is to be called. */
  | { readonly kind: "go"; failed(): Promise<void>; succeeded(): Promise<void>; released(): Promise<void> };

/**
 * Failed tries within five minutes, by name, by address, and altogether, in the store: they hold for every replica and over a restart. A try
 * counts as failed from its beginning on, so that many at once are not more than one after another. Keys are keyed fingerprints: nobody's name
 * is kept. Who signed in here before is not shut out by what others do elsewhere: decision 005.
 */
export interface Throttle {
  begin(tried: Try): Promise<Attempt>;
}

export interface Limits {
  readonly user: number;
  readonly address: number;
  readonly all: number;
}

const WINDOW_MS: Ms = 5 * MINUTE_MS;
const KNOWN_FOR_MS: Ms = 30 * 24 * HOUR_MS;
const LIMITS: Readonly<Record<Guessed, Limits>> = {
  password: { user: 5, address: 20, all: 200 },
  client: { user: 10, address: 20, all: 200 },
  "user-code": { user: 5, address: 10, all: 100 },
};

type Store = Pick<AuthStore, "putMarks" | "listMarks" | "deleteMarks" | "audit">;

export function makeThrottle(store: Store, key: Buffer, clock: Clock, limits: Readonly<Record<Guessed, Limits>> = LIMITS): Throttle {
  const hide = (...parts: readonly string[]): string => createHmac("sha256", key).update(JSON.stringify(parts)).digest("base64url");

  /** One row a minute for each of what is shut, however often it is tried. */
  const audit = async ({ guessed, address }: Try, shut: string, limit: string): Promise<void> => {
    const said = hide("said", shut);
    const now = clock();
    if ((await store.listMarks([said], unixMs(now - MINUTE_MS))).length > 0) return;
    await store.putMarks([{ id: newId(now), key: said, at: now, until: unixMs(now + MINUTE_MS) }]);
    const detail = `${guessed}: too many failures by ${limit}, from ${address}`;
    await store.audit({ at: now, actor: "(nobody)", action: "sign-in.throttled", subject: `${limit}/${shut.slice(0, 8)}`, detail });
  };

  return {
    async begin(tried) {
      const { guessed, name, browser } = tried;
      const now = clock();
      const who = name === null ? null : foldName(name);
      const from = addressBlock(tried.address);
      const known = who === null ? null : hide("known", guessed, who, from);
      const knownMarks = known === null ? [] : await store.listMarks([known], unixMs(now - KNOWN_FOR_MS));
      const own = who === null ? null : hide("user", guessed, who);
      const counted: { readonly key: string; readonly limit: "user" | "address" | "all"; readonly most: number }[] = [];
      const { user, address, all } = limits[guessed];
      if (browser && who !== null) counted.push({ key: hide("browser", guessed, who, browser), limit: "user", most: user });
      else {
        if (knownMarks.length > 0 && who !== null) counted.push({ key: hide("here", guessed, who, from), limit: "user", most: user });
        else {
          if (own !== null) counted.push({ key: own, limit: "user", most: user });
          counted.push({ key: hide("all", guessed), limit: "all", most: all });
        }
        counted.push({ key: hide("address", guessed, from), limit: "address", most: address });
      }
      const marks = counted.map(({ key: at }) => ({ id: newId(now), key: at, at: now, until: unixMs(now + WINDOW_MS) }));
      const ids = marks.map(({ id }) => id);
      await store.putMarks(marks);
      const seen = await store.listMarks(
        counted.map(({ key: at }) => at),
        unixMs(now - WINDOW_MS),
      );
      for (const [at, { key: counting, limit, most }] of counted.entries()) {
        const mine = marks[at];
        // Those before me alone: of several at once the first may go on, whatever the later ones do.
        const before = seen.filter(
          (mark) => mark.key === counting && mine && (mark.at < mine.at || (mark.at === mine.at && mark.id < mine.id)),
        );
        const last = before[most - 1];
        if (last === undefined) continue;
        await store.deleteMarks({ ids });
        await audit(tried, counting, limit);
        return { kind: "wait", ms: Math.max(1_000, last.at + WINDOW_MS - now), limit };
      }
      return {
        kind: "go",
        failed: async () => undefined,
        released: () => store.deleteMarks({ ids }),
        async succeeded() {
          await store.deleteMarks({ ids });
          // One good account must not pay for guessing others: the address's failures stay.
          for (const { key: counting, limit } of counted) if (limit === "user") await store.deleteMarks({ key: counting });
          const newest = knownMarks[0];
          if (known === null || (newest && now - newest.at < 24 * HOUR_MS)) return;
          await store.deleteMarks({ key: known });
          await store.putMarks([{ id: newId(now), key: known, at: now, until: unixMs(now + KNOWN_FOR_MS) }]);
        },
      };
    },
  };
}

let made = 0;
/** In the order of their making within a process; between processes as far as clocks tell. */
const newId = (at: number): string => {
  made = (made + 1) % 36 ** 5;
  return `${Math.floor(at).toString(36).padStart(9, "0")}${made.toString(36).padStart(5, "0")}${randomBytes(9).toString("base64url")}`;
};
