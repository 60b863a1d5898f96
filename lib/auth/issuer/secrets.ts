import { randomBytes } from "node:crypto";
import { exportJWK, generateKeyPair, type JWK } from "jose";
import type { AuthStore } from "../../store/auth-store.ts";
import { seal, unseal } from "../keys.ts";

export interface IssuerSecrets {
  readonly jwks: { readonly keys: JWK[] };
  readonly cookieKeys: readonly string[];
}

/** Made at the first start and kept, sealed: a restart signs nobody out, and two replicas agree (the first one put wins). */
export async function loadIssuerSecrets(store: AuthStore, key: Buffer): Promise<IssuerSecrets> {
  const signing = await keep(store, "issuer-signing-key", key, async () => {
    const { privateKey } = await generateKeyPair("RS256", { extractable: true });
    return JSON.stringify({ ...(await exportJWK(privateKey)), kid: randomBytes(8).toString("hex"), use: "sig", alg: "RS256" });
  });
  const cookie = await keep(store, "issuer-cookie-key", key, async () => randomBytes(32).toString("base64url"));
  return { jwks: { keys: [JSON.parse(signing) as JWK] }, cookieKeys: [cookie] };
}

async function keep(store: AuthStore, name: string, key: Buffer, make: () => Promise<string>): Promise<string> {
  const kept = (await store.getSecret(name)) ?? (await store.putSecretOnce(name, seal(await make(), key)));
  const plain = unseal(kept, key);
  if (plain === null)
    throw new Error(`The stored secret "${name}" was sealed with another AUTH_SECRET: restore that one, or delete the row`);
  return plain;
}
