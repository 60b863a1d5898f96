import type { IncomingMessage, ServerResponse } from "node:http";
import { deriveKey } from "../keys.ts";
import type { People } from "../people.ts";
import { makeThrottle } from "../throttle.ts";
import { auditTokens } from "./audit-tokens.ts";
import { WEB_CLIENT_ID, webClientSecret } from "./clients.ts";
import { makeLogin } from "./login.ts";
import { type IssuerParts, makeProvider } from "./provider.ts";
import { makeTokenList } from "./token-list.ts";
import { makeTokenReader } from "./tokens.ts";

/** The bundled issuer, ready to be mounted: `/oidc/…` and `/login/…` go to it before Next sees them. */
export async function bundledIssuer(parts: IssuerParts & { log(event: string): void }, people: People, loopbackUrl: string) {
  const provider = await makeProvider(parts);
  auditTokens(provider, parts);
  const serve = provider.callback();
  const login = makeLogin({ ...parts, provider, throttle: makeThrottle(parts.clock) });

  return {
    address: {
      issuer: `${parts.baseUrl}/oidc`,
      clientId: WEB_CLIENT_ID,
      clientSecret: webClientSecret(parts.authSecret),
      backChannel: `${loopbackUrl}/oidc`,
      groupsClaim: null,
      groupRoles: {},
    },
    tokens: makeTokenList({ ...parts, keys: [deriveKey(parts.authSecret, "issuer records")] }),
    viewerOfBearer: makeTokenReader({ ...parts, provider: () => provider, people }),
    /** Ends the issuer's session that a sign-in opened: it must not outlive ours, nor let the next person in without a password. */
    async endIssuerSession(accessToken: string): Promise<void> {
      const token = await provider.AccessToken.find(accessToken);
      const session = token?.sessionUid === undefined ? undefined : await provider.Session.findByUid(token.sessionUid);
      await session?.destroy();
      await token?.destroy();
    },
    /** True where the request was the issuer's. */
    async handle(req: IncomingMessage & { originalUrl?: string }, res: ServerResponse, client: string): Promise<boolean> {
      const url = req.url ?? "/";
      if (url.startsWith("/login/")) {
        await login(req, res, client);
        return true;
      }
      if (url !== "/oidc" && !/^\/oidc[/?]/.test(url)) return false;
      req.originalUrl = url;
      req.url = url.slice("/oidc".length) || "/";
      await serve(req, res);
      return true;
    },
  };
}
