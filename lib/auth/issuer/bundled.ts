import type { IncomingMessage, ServerResponse } from "node:http";
import type { Tokens } from "../gate.ts";
import { deriveKey, deriveKeys } from "../keys.ts";
import type { People } from "../people.ts";
import { makeThrottle } from "../throttle.ts";
import { issuerAdapter } from "./adapter.ts";
import { auditTokens } from "./audit-tokens.ts";
import { WEB_CLIENT_ID, webClientSecret } from "./clients.ts";
import { makeFront } from "./front.ts";
import { knownBrowsers } from "./known-browsers.ts";
import { makeLogin } from "./login.ts";
import { type IssuerParts, makeProvider } from "./provider.ts";
import { followKeys } from "./signing-keys.ts";
import { makeTokenList } from "./token-list.ts";
import { makeTokenReader } from "./tokens.ts";

/** The bundled issuer, ready to be mounted: `/oidc/…` and `/login/…` go to it before Next sees them. */
export async function bundledIssuer(parts: IssuerParts & { log(event: string): void }, people: People, loopbackUrl: string) {
  const { baseUrl, store, clock, authSecrets } = parts;
  const keys = deriveKeys(authSecrets, "issuer records");
  const adapter = issuerAdapter(store, keys, clock);
  // The library takes its keys when it is made: it is made anew when they have changed. All its state is in the store.
  const issuer = followKeys({ store, keys, clock }, (secrets) => {
    const provider = makeProvider(parts, adapter, secrets);
    auditTokens(provider, parts);
    return { provider, serve: provider.callback() };
  });
  await issuer.fresh();
  const provider = () => issuer.current().provider;
  const throttle = makeThrottle(store, deriveKey(authSecrets[0], "throttle"), clock);
  const browsers = knownBrowsers(deriveKey(authSecrets[0], "known browsers"), baseUrl.startsWith("https:"));
  const login = makeLogin({ ...parts, provider, throttle, browsers });
  const webSecret = webClientSecret(authSecrets[0]);
  const front = makeFront({ baseUrl, webSecret, throttle, issuer: issuer.current });
  const tokens: Tokens = makeTokenList({ ...parts, keys });

  return {
    address: {
      issuer: `${baseUrl}/oidc`,
      clientId: WEB_CLIENT_ID,
      clientSecret: webSecret,
      backChannel: `${loopbackUrl}/oidc`,
      groupsClaim: null,
      groupRoles: {},
    },
    tokens,
    viewerOfBearer: makeTokenReader({ ...parts, provider, people }),
    /** Ends the issuer's session that a sign-in opened: it must not outlive ours, nor let the next person in without a password. */
    async endIssuerSession(accessToken: string): Promise<void> {
      const token = await provider().AccessToken.find(accessToken);
      const session = token?.sessionUid === undefined ? undefined : await provider().Session.findByUid(token.sessionUid);
      await session?.destroy();
      await token?.destroy();
    },
    /** True where the request was the issuer's. */
    async handle(req: IncomingMessage, res: ServerResponse, client: string): Promise<boolean> {
      const url = req.url ?? "/";
      const isLogin = url.startsWith("/login/");
      if (!isLogin && url !== "/oidc" && !/^\/oidc[/?]/.test(url)) return false;
      await issuer.fresh();
      await (isLogin ? login : front)(req, res, client);
      return true;
    },
  };
}
