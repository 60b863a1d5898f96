import { createLocalJWKSet, errors, type JSONWebKeySet, type JWTPayload, type JWTVerifyOptions, jwtVerify } from "jose";
import type { Clock } from "../base/time.ts";
import { type AskIssuer, IssuerUnreachable, readObject } from "./external-http.ts";

/** Signed with a key of the issuer's own. `none` and shared secrets are in no list: a published key is no secret. */
export const ASYMMETRIC = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA", "Ed25519"];

export interface IssuerKeys {
  /**
   * @param eager the token came from the issuer itself, so an unknown key is fetched at once; from a stranger, made-up key ids must not become a flood
   * @throws jose's errors where it is not the issuer's; IssuerUnreachable where there are no keys to judge by
   */
  verify(jwksUri: string, token: string, options: JWTVerifyOptions, eager?: boolean): Promise<JWTPayload>;
}

const FRESH_MS = 10 * 60_000;
const STALE_MS = 60 * 60_000;
/** Fetches that strangers may cause: so many at once, then one every so often. */
const BURST = 4;
const REFILL_MS = 15_000;

export function makeIssuerKeys(ask: AskIssuer, clock: Clock): IssuerKeys {
  let known: { readonly uri: string; readonly keys: ReturnType<typeof createLocalJWKSet>; readonly at: number } | null = null;
  let fetching: Promise<void> | null = null;
  let left = BURST;
  let refilledAt = clock() as number;

  const fetchNow = (uri: string): Promise<void> => {
    fetching ??= (async () => {
      const answer = await ask(uri, { headers: { accept: "application/jwk-set+json, application/json" } });
      const set = answer.status === 200 ? readObject(answer, "keys") : null;
      if (set === null || !Array.isArray(set["keys"])) throw new IssuerUnreachable(`its keys: answered ${answer.status}`);
      known = { uri, keys: createLocalJWKSet(set as unknown as JSONWebKeySet), at: clock() };
    })().finally(() => {
      fetching = null;
    });
    return fetching;
  };
  const mayFetch = (): boolean => {
    const refill = Math.floor((clock() - refilledAt) / REFILL_MS);
    if (refill > 0) {
      left = Math.min(BURST, left + refill);
      refilledAt += refill * REFILL_MS;
    }
    if (left === 0) return false;
    left--;
    return true;
  };
  const current = async (uri: string, eager: boolean) => {
    const age = known?.uri === uri ? clock() - known.at : Number.POSITIVE_INFINITY;
    if (age > FRESH_MS && (eager || fetching !== null || mayFetch())) {
      const fetched = fetchNow(uri);
      // Keys that are only somewhat old serve on meanwhile: an issuer that hangs must not hold up every request.
      if (age <= STALE_MS) fetched.catch(() => undefined);
      else await fetched;
    }
    if (known?.uri !== uri || clock() - known.at > STALE_MS) throw new IssuerUnreachable("its keys are not known just now");
    return known;
  };

  return {
    async verify(uri, token, options, eager = false) {
      const before = await current(uri, eager);
      try {
        return await verifyWith(before.keys, token, options);
      } catch (error) {
        // A key that was made since: fetched once. Under an id that is used again, the signature tells.
        const unknown = error instanceof errors.JWKSNoMatchingKey || error instanceof errors.JWSSignatureVerificationFailed;
        if (!unknown || !(eager || mayFetch())) throw error;
        await fetchNow(uri);
        return verifyWith((known ?? before).keys, token, options);
      }
    },
  };
}

async function verifyWith(keys: ReturnType<typeof createLocalJWKSet>, token: string, options: JWTVerifyOptions): Promise<JWTPayload> {
  const rules = { algorithms: ASYMMETRIC, clockTolerance: 10, ...options };
  try {
    return (await jwtVerify(token, keys, rules)).payload;
  } catch (error) {
    if (!(error instanceof errors.JWKSMultipleMatchingKeys)) throw error;
    // No key id, several keys that could be meant: one of them must do.
    let last: unknown = error;
    for await (const key of error) {
      try {
        return (await jwtVerify(token, key, rules)).payload;
      } catch (other) {
        if (!(other instanceof errors.JWSSignatureVerificationFailed)) throw other;
        last = other;
      }
    }
    throw last;
  }
}
