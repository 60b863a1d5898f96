import type { Clock } from "../base/time.ts";
import type { Claims } from "./external-claims.ts";
import type { IssuerMetadata } from "./external-discovery.ts";
import { type Exchange, IssuerRefused } from "./external-exchange.ts";
import { IssuerUnreachable } from "./external-http.ts";
import { fingerprint } from "./keys.ts";
import { makeBuckets } from "./token-buckets.ts";

interface Parts {
  readonly exchange: Exchange;
  readonly clock: Clock;
  /** How long the last good answer serves while the issuer is away. */
  readonly graceMs: number;
  log(event: string): void;
}

const FRESH_MS = 45_000;
const MOST = 10_000;
/** Tokens that were never good: a stranger's made-up ones must not become a flood at the issuer. */
const NEW_TOKENS = { perSecond: 5, burst: 50 };

/** @returns what the issuer says of a token, at most 45 s old; `unknown`: it offers no introspection, or not to us */
export function makeIntrospection({ exchange, clock, graceMs, log }: Parts) {
  const known = new Map<string, { readonly claims: Claims; readonly at: number }>();
  const asking = new Map<string, Promise<Claims | "unknown">>();
  const strangers = makeBuckets(NEW_TOKENS, clock);
  let refused = false;

  const ask = async (
    token: string,
    id: string,
    metadata: IssuerMetadata & { readonly introspectionEndpoint: string },
  ): Promise<Claims | "unknown"> => {
    try {
      const claims = await exchange.introspect(token, metadata);
      known.delete(id);
      known.set(id, { claims, at: clock() });
      if (known.size > MOST) for (const oldest of known.keys()) if (known.delete(oldest)) break;
      return claims;
    } catch (error) {
      if (error instanceof IssuerRefused) {
        if (!refused) log(`the issuer lets this client introspect nothing: ${error.message}`);
        refused = true;
        return "unknown";
      }
      const before = known.get(id);
      if (error instanceof IssuerUnreachable && before !== undefined && clock() - before.at < graceMs) return before.claims;
      throw error;
    } finally {
      asking.delete(id);
    }
  };

  return async (token: string, metadata: IssuerMetadata): Promise<Claims | "unknown"> => {
    const { introspectionEndpoint } = metadata;
    if (introspectionEndpoint === null) return "unknown";
    const id = fingerprint(token);
    const before = known.get(id);
    if (before !== undefined && clock() - before.at < FRESH_MS) return before.claims;
    if (before?.claims["active"] !== true && !asking.has(id)) {
      if (strangers.waitMs("all") > 0) throw new IssuerUnreachable("too many unknown tokens to ask about");
      strangers.take("all");
    }
    const running = asking.get(id) ?? ask(token, id, { ...metadata, introspectionEndpoint });
    asking.set(id, running);
    return running;
  };
}
