import type { AuthStore } from "../store/auth-store.ts";
import { deriveKey, deriveKeys, seal, unseal } from "./keys.ts";

/**
 * The key of the pseudonyms: what the first AUTH_SECRET gave is kept, sealed, so that one name stays one pseudonym when the secret is changed.
 * @throws Error where it was sealed with an AUTH_SECRET that is not among ours
 */
export async function keepPseudonymKey(
  store: Pick<AuthStore, "putSecretOnce" | "replaceSecret">,
  authSecrets: readonly [string, ...string[]],
): Promise<Buffer> {
  const keys = deriveKeys(authSecrets, "kept keys");
  // Where the store holds none yet, it was the former secret that made those that people have seen.
  const first = deriveKey(authSecrets.at(-1) ?? authSecrets[0], "pseudonyms");
  const kept = await store.putSecretOnce("pseudonym-key", seal(first.toString("base64url"), keys));
  const plain = unseal(kept, keys);
  if (plain === null)
    throw new Error(
      'The stored secret "pseudonym-key" was sealed with another AUTH_SECRET: restore that one, or name it in AUTH_SECRET_PREVIOUS',
    );
  if (unseal(kept, keys[0]) === null) await store.replaceSecret("pseudonym-key", kept, seal(plain, keys));
  return Buffer.from(plain, "base64url");
}
