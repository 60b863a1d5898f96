import { randomBytes } from "node:crypto";
import { exportJWK, generateKeyPair, type JWK } from "jose";
import { type Clock, HOUR_MS, MINUTE_MS, type Ms, type UnixMs, unixMs } from "../../base/time.ts";
import type { AuthStore } from "../../store/auth-store.ts";
import { type Keyring, seal, unseal } from "../keys.ts";

/** One row of the store's secrets: what tokens are signed with, and what the issuer's cookies are. */
interface SigningKey {
  readonly createdAt: UnixMs;
  readonly jwk: JWK;
  readonly cookieKey: string;
}

/** The key that signs first, then those that are still published and accepted. */
export interface IssuerSecrets {
  readonly jwks: { readonly keys: JWK[] };
  readonly cookieKeys: readonly string[];
}

const PREFIX = "issuer-key/";
/** Every replica publishes a new key before any signs with it: each looks at the store this often, and once more for a slow one. */
export const LOOK_EVERY_MS: Ms = MINUTE_MS / 2;
export const PUBLISHED_FIRST_MS: Ms = 2 * MINUTE_MS;
/** The longest-lived thing that was signed is a session of 12 hours, whose id token may still be shown at its end. */
export const KEPT_AFTER_MS: Ms = 24 * HOUR_MS;
/** By itself; `npm run keys:rotate` at any time. */
const EACH_LIVES_MS: Ms = 90 * 24 * HOUR_MS;

type Store = Pick<AuthStore, "listSecrets" | "putSecretOnce" | "replaceSecret" | "deleteSecret">;

/**
 * The keys of today: made at the first start, rotated when old, dropped when nothing can be signed with them any more. What the former
 * AUTH_SECRET sealed is sealed anew.
 * @throws Error where a key was sealed with an AUTH_SECRET that is not among ours
 */
export async function loadSigningKeys(store: Store, keys: Keyring, now: UnixMs): Promise<IssuerSecrets> {
  let rows = await readRows(store, keys);
  const newest = rows.at(-1);
  if (newest === undefined || now - newest.key.createdAt > EACH_LIVES_MS) {
    await addSigningKey(store, keys, now);
    rows = await readRows(store, keys);
  }
  const kept = rows.filter((_, at) => {
    const next = rows[at + 1];
    return next === undefined || now - next.key.createdAt <= KEPT_AFTER_MS;
  });
  for (const row of rows) if (!kept.includes(row)) await store.deleteSecret(row.name);
  const known = kept.findLast(({ key }) => now - key.createdAt >= PUBLISHED_FIRST_MS) ?? kept[0];
  const ordered = [...(known ? [known] : []), ...kept.filter((row) => row !== known).reverse()].map(({ key }) => key);
  return { jwks: { keys: ordered.map(({ jwk }) => jwk) }, cookieKeys: ordered.map(({ cookieKey }) => cookieKey) };
}

/** One more key. Of several that add it at once, one wins, and all use that. @returns its `kid` */
export async function addSigningKey(store: Store, keys: Keyring, now: UnixMs): Promise<string> {
  const rows = await readRows(store, keys);
  const number = Number(rows.at(-1)?.name.slice(PREFIX.length) ?? 0) + 1;
  const { privateKey } = await generateKeyPair("RS256", { extractable: true });
  const kid = randomBytes(8).toString("hex");
  const jwk = { ...(await exportJWK(privateKey)), kid, use: "sig", alg: "RS256" };
  const made: SigningKey = { createdAt: now, jwk, cookieKey: randomBytes(32).toString("base64url") };
  const name = `${PREFIX}${String(number).padStart(6, "0")}`;
  return read(name, await store.putSecretOnce(name, seal(JSON.stringify(made), keys)), keys).jwk.kid ?? kid;
}

async function readRows(store: Store, keys: Keyring) {
  const rows: { readonly name: string; readonly key: SigningKey }[] = [];
  for (const { name, value } of await store.listSecrets(PREFIX)) {
    rows.push({ name, key: read(name, value, keys) });
    if (keys.length > 1 && unseal(value, keys[0]) === null) await store.replaceSecret(name, value, seal(unseal(value, keys) ?? "", keys));
  }
  return rows;
}

function read(name: string, value: string, keys: Keyring): SigningKey {
  const plain = unseal(value, keys);
  if (plain === null)
    throw new Error(
      `The stored secret "${name}" was sealed with another AUTH_SECRET: restore that one, name it in AUTH_SECRET_PREVIOUS, or delete the row`,
    );
  const { createdAt, jwk, cookieKey } = JSON.parse(plain) as SigningKey;
  return { createdAt: unixMs(createdAt), jwk, cookieKey };
}

/** What is made of the keys, made again once they have changed: in the store, by whichever replica or command. */
export function followKeys<T>(
  parts: { readonly store: Store; readonly keys: Keyring; readonly clock: Clock },
  make: (secrets: IssuerSecrets) => T,
) {
  const { store, keys, clock } = parts;
  let made: { readonly value: T; readonly of: string } | null = null;
  let lookedAt = -LOOK_EVERY_MS;
  let looking: Promise<void> | null = null;
  const look = async (): Promise<void> => {
    const secrets = await loadSigningKeys(store, keys, clock());
    const of = secrets.jwks.keys.map(({ kid }) => kid).join();
    if (made?.of !== of) made = { value: make(secrets), of };
    lookedAt = clock();
  };
  return {
    /** @throws Error only before the first look has succeeded: afterwards a store that is away costs nothing but news */
    async fresh(): Promise<T> {
      if (made === null || Math.abs(clock() - lookedAt) >= LOOK_EVERY_MS) {
        looking ??= look().finally(() => {
          looking = null;
        });
        await looking.catch((error: unknown) => {
          if (made === null) throw error;
        });
      }
      return this.current();
    },
    current(): T {
      if (made === null) throw new Error("The issuer's keys have not been read yet");
      return made.value;
    },
  };
}
