import { createCipheriv, createDecipheriv, createHmac, createSecretKey, type KeyObject, randomBytes } from "node:crypto";
import { type Clock, HOUR_MS, MINUTE_MS, type Ms } from "../base/time.ts";
import type { AuthStore } from "../store/auth-store.ts";
import { deriveKeys, seal, unseal } from "./keys.ts";

/**
 * The keys under which personal values are kept: random, made here, themselves kept sealed under `AUTH_SECRET` among the store's secrets as
 * `data-key-1`, `data-key-2`, …. A new one is begun every 30 days (GCM with random nonces wants fewer than 2³² values a key); the former stay, as
 * what they sealed stays.
 */
export interface DataKeys {
  /** AES-256-GCM as `key.iv.tag.text`, base64url. */
  seal(plain: string): string;
  /** Null: touched since, or sealed with a key that is not here. */
  open(sealed: string): string | null;
  /** HMAC-SHA-256 with a key that never changes. */
  blind(text: string): string;
  /** Number of the key that is used for what is written now. */
  current(): number;
  /** Number of the one that is, or soon will be, used. */
  newest(): number;
  /** Learns what other processes have made, and begins a new key where one is due, or wanted. */
  refresh(want?: "new"): Promise<void>;
}

const EACH_LIVES_MS: Ms = 30 * 24 * HOUR_MS;
/** Nobody writes with a key before everybody has had the time to learn it. */
export const KNOWN_AFTER_MS: Ms = 3 * MINUTE_MS;

interface DataKey {
  /** Not the bytes: with them Node would prepare the key anew for every value, which takes three times as long. */
  readonly key: KeyObject;
  readonly createdAt: number;
}

export interface DataKeysParts {
  readonly store: Pick<AuthStore, "getSecret" | "putSecretOnce" | "replaceSecret">;
  /** First the one that is sealed with now; what an earlier one sealed opens too. */
  readonly authSecrets: readonly [string, ...string[]];
  readonly clock: Clock;
}

/** @throws Error where the keys were sealed with another AUTH_SECRET: going on would write what nobody can read together */
export async function openDataKeys({ store, authSecrets, clock }: DataKeysParts): Promise<DataKeys> {
  const masters = deriveKeys(authSecrets, "data keys");
  const keys = new Map<number, DataKey>();

  const unsealed = async (name: string, kept: string): Promise<string> => {
    const plain = unseal(kept, masters);
    if (plain === null)
      throw new Error(
        `"${name}", a key to what is kept encrypted, was sealed with another AUTH_SECRET: set that one, or name it as AUTH_SECRET_PREVIOUS`,
      );
    // After a change of the secret the former one is needed no longer than until everything was sealed anew.
    if (unseal(kept, masters[0]) === null) await store.replaceSecret(name, kept, seal(plain, masters));
    return plain;
  };
  const learn = async (number: number, kept: string): Promise<void> => {
    const { key, createdAt } = JSON.parse(await unsealed(nameOf(number), kept)) as { readonly key: string; readonly createdAt: number };
    keys.set(number, { key: createSecretKey(key, "base64url"), createdAt });
  };
  const make = async (number: number): Promise<void> => {
    const fresh = JSON.stringify({ key: randomBytes(32).toString("base64url"), createdAt: clock() });
    // Of several that make it at once, one wins, and all use that.
    await learn(number, await store.putSecretOnce(nameOf(number), seal(fresh, masters)));
  };
  const refresh = async (want?: "new"): Promise<void> => {
    for (let next = keys.size + 1; ; next++) {
      const kept = await store.getSecret(nameOf(next));
      if (kept === null) break;
      await learn(next, kept);
    }
    const newest = keys.get(keys.size);
    if (newest === undefined || want === "new" || clock() - newest.createdAt > EACH_LIVES_MS) await make(keys.size + 1);
  };
  await refresh();
  const blindName = "data-blind-key";
  const blindKept =
    (await store.getSecret(blindName)) ?? (await store.putSecretOnce(blindName, seal(randomBytes(32).toString("base64url"), masters)));
  const blindKey = createSecretKey(await unsealed(blindName, blindKept), "base64url");

  const current = (): number => {
    const newest = keys.get(keys.size)!;
    return keys.size > 1 && clock() - newest.createdAt < KNOWN_AFTER_MS ? keys.size - 1 : keys.size;
  };
  return {
    current,
    newest: () => keys.size,
    refresh,
    seal(plain) {
      const number = current();
      const iv = randomBytes(12);
      const cipher = createCipheriv("aes-256-gcm", keys.get(number)!.key, iv);
      const text = Buffer.concat([cipher.update(plain, "utf8"), cipher.final()]);
      return `${number}.${iv.toString("base64url")}.${cipher.getAuthTag().toString("base64url")}.${text.toString("base64url")}`;
    },
    open(sealed) {
      const [number = "", iv = "", tag = "", text = ""] = sealed.split(".");
      const key = keys.get(Number(number));
      if (key === undefined) return null;
      try {
        const decipher = createDecipheriv("aes-256-gcm", key.key, Buffer.from(iv, "base64url"), { authTagLength: 16 });
        decipher.setAuthTag(Buffer.from(tag, "base64url"));
        return decipher.update(Buffer.from(text, "base64url"), undefined, "utf8") + decipher.final("utf8");
      } catch {
        return null;
      }
    },
    blind: (text) => createHmac("sha256", blindKey).update(text).digest("base64url"),
  };
}

const nameOf = (number: number): string => `data-key-${number}`;
