import { type Quirks, startTestIssuer } from "../auth/test-issuer.ts";
import { openBrowser } from "./browser.ts";
import { startTestServer } from "./test-server.ts";

export type Server = Awaited<ReturnType<typeof startTestServer>>;
export type Issuer = Awaited<ReturnType<typeof startTestIssuer>>;

/** Loupe with a company's own issuer, small and unlike any other; with no directory unless `withLdap`. */
export async function usingIssuer(
  quirks: Partial<Quirks>,
  body: (server: Server, issuer: Issuer) => Promise<void>,
  change: Parameters<typeof startTestServer>[0] & { readonly withLdap?: boolean; readonly groupsClaim?: string | null } = {},
): Promise<void> {
  const issuer = await startTestIssuer(quirks);
  const { withLdap, groupsClaim, ...rest } = change;
  const config = { ...issuer.config, ...(groupsClaim === undefined ? {} : { groupsClaim }) };
  const server = await startTestServer({ ...(withLdap ? {} : { directory: null }), issuer: config, ...rest });
  try {
    await body(server, issuer);
  } finally {
    await server.stop();
    await issuer.stop().catch(() => undefined);
  }
}

export const viewerOf = (text: string) =>
  (JSON.parse(text) as { viewer: { sub: string; name: string; role: string; rights: string[] } }).viewer;

export async function signInAtIssuer(server: Server) {
  const browser = openBrowser();
  const landed = await browser.go(`${server.url}/orders/1`);
  return { browser, landed, isIn: async () => (await browser.request(`${server.url}/api/x`)).status === 200 };
}
