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

/** What the issuer says of a token, at most 45 s old; `unknown`: it says nothing of tokens, or not to us. */
export interface Introspection {
  introspect(token: string, metadata: IssuerMetadata): Promise<Claims | "unknown">;
  /** The same from userinfo: `active` where it was answered. */
  userinfo(token: string, metadata: IssuerMetadata): Promise<Claims | "unknown">;
}

export function makeIntrospection({ exchange, clock, graceMs, log }: Parts): Introspection {
  const known = new Map<string, { readonly claims: Claims; readonly at: number }>();
  const asking = new Map<string, Promise<Claims | "unknown">>();
  const strangers = makeBuckets(NEW_TOKENS, clock);
  let refused = false;

  const askNow = async (id: string, ask: () => Promise<Claims>): Promise<Claims | "unknown"> => {
    try {
      const claims = await ask();
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
  const ask = (id: string, question: () => Promise<Claims>): Promise<Claims | "unknown"> => {
    const before = known.get(id);
    if (before !== undefined && clock() - before.at < FRESH_MS) return Promise.resolve(before.claims);
    const running = asking.get(id);
    if (running !== undefined) return running;
    if (before?.claims["active"] !== true) {
      if (strangers.waitMs("all") > 0) return Promise.reject(new IssuerUnreachable("too many unknown tokens to ask about"));
      strangers.take("all");
    }
    const started = askNow(id, question);
    asking.set(id, started);
    return started;
  };

  return {
    async introspect(token, metadata) {
      const { introspectionEndpoint } = metadata;
      if (introspectionEndpoint === null) return "unknown";
      return ask(fingerprint(token), () => exchange.introspect(token, { ...metadata, introspectionEndpoint }));
    },
    async userinfo(token, metadata) {
      const { userinfoEndpoint } = metadata;
      if (userinfoEndpoint === null) return "unknown";
      return ask(`userinfo ${fingerprint(token)}`, async () => {
        const claims = await exchange.userinfo(token, { ...metadata, userinfoEndpoint });
        return claims === null ? { active: false } : { ...claims, active: true };
      });
    },
  };
}
