import NextAuth, { type AuthOptions, type Profile } from "next-auth";
import type { Directory, Person } from "./directory.ts";
import type { IssuerProfile } from "./external-issuer.ts";
import type { Begun, Sessions } from "./sessions.ts";

/** Where the bundled issuer is, seen from a browser and from ourselves. */
export interface IssuerAddress {
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /** On loopback: no way out and back through a proxy, no private authority. */
  readonly backChannel: string;
}

export interface WebClientParts {
  readonly baseUrl: string;
  /** Encrypts next-auth's cookies. */
  readonly cookieSecret: string;
  /** The issuer as next-auth wants it described. @throws where a company's own was never reached */
  provider(): Promise<object>;
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
export async function authOptions(parts: WebClientParts, begun: Partial<Begun>): Promise<AuthOptions> {
  const { sessions } = parts;
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
        httpOptions: { timeout: 10_000 },
        clientId: "",
        ...(await parts.provider()),
        profile: (profile: Profile & { sub: string }) => ({
          id: profile.sub,
          name: profile.name ?? profile.sub,
          email: profile.email ?? null,
        }),
      },
    ],
    callbacks: {
      /** Known to the issuer, but nobody here: said on a page of its own. */
      signIn: ({ profile }) => {
        const { recognised } = (profile ?? {}) as Partial<IssuerProfile>;
        return recognised === undefined || recognised.kind === "person" || `${parts.baseUrl}/signin/failed?error=${recognised.kind}`;
      },
      async jwt({ token, account, profile }) {
        if (!account || !profile) {
          const known = typeof token["sid"] === "string" ? await sessions.load(token["sid"]) : null;
          if (!known?.ok) throw new Error("session is gone");
          return token;
        }
        const { recognised, begun: issued } = profile as Partial<IssuerProfile>;
        const person = recognised?.kind === "person" ? recognised.person : await personOf(parts, profile.sub ?? "");
        if (account.access_token) await parts.afterSignIn(account.access_token);
        if (person === null) throw new Error("not in the directory, or in no group with a role");
        return { sub: person.sub, name: person.name, email: person.email, sid: await sessions.open(person, { ...begun, ...issued }) };
      },
      session: ({ session }) => session,
    },
    // Its own logger prints tokens' contents on failures.
    logger: { error: (code) => parts.log(`next-auth ${code}`), warn: () => undefined, debug: () => undefined },
  };
}

export function bundledProvider({ issuer, clientId, clientSecret, backChannel }: IssuerAddress): object {
  return {
    issuer,
    clientId,
    clientSecret,
    authorization: { url: `${issuer}/auth`, params: { scope: "openid profile email", prompt: "login" } },
    token: `${backChannel}/token`,
    userinfo: `${backChannel}/me`,
    jwks_endpoint: `${backChannel}/jwks`,
  };
}

/** The role comes from the directory, asked again now. */
async function personOf({ directory }: WebClientParts, sub: string): Promise<Person | null> {
  const found = await directory?.find(sub);
  return found?.ok ? found.value : null;
}

/** CommonJS: Node gives the module, a bundler its default export. */
export const nextAuth = ((NextAuth as unknown as { default?: typeof NextAuth }).default ?? NextAuth) as (
  req: unknown,
  res: unknown,
  options: AuthOptions,
) => Promise<void>;
