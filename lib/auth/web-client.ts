import NextAuth, { type AuthOptions, type Profile } from "next-auth";
import { decode } from "next-auth/jwt";
import type { Directory, Person } from "./directory.ts";
import { grantsOfGroups } from "./roles.ts";
import type { Begun, Sessions } from "./sessions.ts";

/** Where the issuer is, seen from a browser and (bundled) from ourselves. */
export interface IssuerAddress {
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /** The bundled issuer on loopback: no way out and back through a proxy, no private authority. Null: by discovery. */
  readonly backChannel: string | null;
  readonly groupsClaim: string | null;
  readonly groupRoles: Readonly<Record<string, string>>;
}

export interface WebClientParts {
  readonly baseUrl: string;
  /** Encrypts next-auth's cookies. */
  readonly cookieSecret: string;
  readonly address: IssuerAddress;
  readonly directory: Directory | null;
  readonly sessions: Sessions;
  readonly absoluteMs: number;
  /** The issuer's own session is over as soon as ours begins. */
  afterSignIn(accessToken: string): Promise<void>;
  log(event: string): void;
}

export const PROVIDER_ID = "loupe";

export const sessionCookieName = (baseUrl: string): string => `${baseUrl.startsWith("https:") ? "__Secure-" : ""}next-auth.session-token`;

/** `begun`: whence the request came that this is for. */
export function authOptions(parts: WebClientParts, begun: Partial<Begun>): AuthOptions {
  const { address, sessions } = parts;
  return {
    secret: parts.cookieSecret,
    session: { strategy: "jwt", maxAge: parts.absoluteMs / 1000 },
    pages: { signIn: "/signin", error: "/signin/failed", signOut: "/signin/ended" },
    providers: [
      {
        id: PROVIDER_ID,
        name: "Loupe",
        type: "oauth",
        idToken: true,
        checks: ["pkce", "state", "nonce"],
        issuer: address.issuer,
        clientId: address.clientId,
        clientSecret: address.clientSecret,
        httpOptions: { timeout: 10_000 },
        ...endpoints(address),
        profile: (profile: Profile & { sub: string }) => ({
          id: profile.sub,
          name: profile.name ?? profile.sub,
          email: profile.email ?? null,
        }),
      },
    ],
    callbacks: {
      async jwt({ token, account, profile }) {
        if (!account || !profile) {
          const known = typeof token["sid"] === "string" ? await sessions.load(token["sid"]) : null;
          if (!known?.ok) throw new Error("session is gone");
          return token;
        }
        const person = await personOf(parts, profile as Claims);
        if (account.access_token) await parts.afterSignIn(account.access_token);
        if (person === null) throw new Error("not in the directory, or in no group with a role");
        return { sub: person.sub, name: person.name, email: person.email, sid: await sessions.open(person, begun) };
      },
      session: ({ session }) => session,
    },
    // Its own logger prints tokens' contents on failures.
    logger: { error: (code) => parts.log(`next-auth ${code}`), warn: () => undefined, debug: () => undefined },
  };
}

function endpoints(address: IssuerAddress) {
  const authorization = { params: { scope: "openid profile email", prompt: "login" } };
  if (address.backChannel === null) return { wellKnown: `${address.issuer}/.well-known/openid-configuration`, authorization };
  return {
    authorization: { url: `${address.issuer}/auth`, ...authorization },
    token: `${address.backChannel}/token`,
    userinfo: `${address.backChannel}/me`,
    jwks_endpoint: `${address.backChannel}/jwks`,
  };
}

type Claims = Readonly<Record<string, unknown>> & { readonly sub: string };

/** The role comes from the directory where there is one, asked again now; else from the issuer's claim. */
async function personOf({ directory, address }: WebClientParts, claims: Claims): Promise<Person | null> {
  if (address.groupsClaim === null) {
    const found = await directory?.find(claims.sub);
    return found?.ok ? found.value : null;
  }
  const groups = claims[address.groupsClaim];
  const grants = grantsOfGroups(Array.isArray(groups) ? groups.map(String) : [], address.groupRoles);
  const { sub, name, email } = claims;
  if (grants === null) return null;
  return { sub, name: typeof name === "string" ? name : sub, email: typeof email === "string" ? email : null, ...grants };
}

/** The session's id out of next-auth's encrypted cookie; null where it is missing, forged or too old. */
export async function readSessionId(cookie: string | undefined, secret: string): Promise<string | null> {
  if (!cookie) return null;
  try {
    const sid = (await decode({ token: cookie, secret }))?.["sid"];
    return typeof sid === "string" ? sid : null;
  } catch {
    return null;
  }
}

/** CommonJS: Node gives the module, a bundler its default export. */
export const nextAuth = ((NextAuth as unknown as { default?: typeof NextAuth }).default ?? NextAuth) as (
  req: unknown,
  res: unknown,
  options: AuthOptions,
) => Promise<void>;
