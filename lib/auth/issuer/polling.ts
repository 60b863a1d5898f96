import type { KoaContextWithOIDC } from "oidc-provider";
import { type Clock, type Ms, SECOND_MS } from "../../base/time.ts";
import { fingerprint } from "../keys.ts";

const INTERVAL_MS: Ms = 5 * SECOND_MS;

/**
 * RFC 8628's manners, which the library leaves out: a device is told how often it may ask, and that it asks too often. Only while it has to
 * wait: a code that somebody has confirmed is answered at once.
 */
export function minding(clock: Clock) {
  const askedAt = new Map<string, number>();
  return async (ctx: KoaContextWithOIDC, next: () => Promise<void>): Promise<void> => {
    await next();
    const body = ctx.body as Record<string, unknown> | undefined;
    if (ctx.path === "/device/auth" && ctx.status === 200 && typeof body === "object") body["interval"] = INTERVAL_MS / SECOND_MS;
    if (ctx.path !== "/token" || body?.["error"] !== "authorization_pending") return;
    const code = fingerprint(String(ctx.oidc?.params?.["device_code"] ?? ""));
    const before = askedAt.get(code);
    // Nothing of the codes is kept that were asked for long ago.
    if (askedAt.size > 5_000) askedAt.clear();
    askedAt.set(code, clock());
    // A second of grace: networks are no metronomes.
    if (before !== undefined && clock() - before < INTERVAL_MS - SECOND_MS)
      ctx.body = { error: "slow_down", error_description: "ask no more often than every interval" };
  };
}
