import type { IncomingMessage, ServerResponse } from "node:http";
import type { Clock } from "../base/time.ts";
import type { AuthStore } from "../store/auth-store.ts";
import type { ApiClientConfig, DirectoryConfig, ExternalIssuerConfig, SessionLimits } from "./config.ts";
import type { Directory } from "./directory.ts";
import { makeExternalIssuer } from "./external-issuer.ts";
import type { Gate, Tokens } from "./gate.ts";
import { bundledIssuer } from "./issuer/bundled.ts";
import { noTokens } from "./issuer/token-list.ts";
import { deriveText, secretsOf } from "./keys.ts";
import { ldapDirectory } from "./ldap-directory.ts";
import { makeGate } from "./make-gate.ts";
import { makePeople } from "./people.ts";
import { isGrant, isRole } from "./roles.ts";
import { sessionCookieReader } from "./session-cookie.ts";
import { makeSessionBook } from "./session-list.ts";
import { startRechecks } from "./session-recheck.ts";
import { makeSessions } from "./sessions.ts";
import { bundledProvider } from "./web-client.ts";

export interface SignInParts {
  readonly baseUrl: string;
  /** How this process reaches itself. */
  readonly loopbackUrl: string;
  readonly authSecret: string;
  /** The one before: what it sealed still opens, until it is named no longer. */
  readonly authSecretPrevious?: string | null | undefined;
  readonly directory: DirectoryConfig | null;
  readonly issuer: ExternalIssuerConfig | null;
  readonly apiClients: readonly ApiClientConfig[];
  readonly session: SessionLimits;
  readonly store: AuthStore;
  readonly clock: Clock;
  log(event: string): void;
}

export interface SignIn {
  readonly gate: Gate;
  readonly directory: Directory | null;
  /** The issuer's own requests; false: not one of them. */
  handle(req: IncomingMessage, res: ServerResponse, client: string): Promise<boolean>;
  /** Nobody is asked of the directory any more. */
  close(): Promise<void>;
}

/** Roles that the table does not know stop the start: a typing error must not lock people out in silence. */
export function faultsOfRoles(parts: Pick<SignInParts, "directory" | "issuer" | "apiClients">): readonly string[] {
  const groups = Object.entries({ ...parts.directory?.groupRoles, ...parts.issuer?.groupRoles });
  return [
    ...groups
      .filter(([, role]) => !isGrant(role))
      .map(([group, role]) => `GROUP_ROLES: group "${group}" has the unknown role "${role}": give developer, lead, admin or reveal`),
    ...parts.apiClients
      .filter(({ role }) => !isRole(role))
      .map(({ id, role }) => `API_CLIENTS: client "${id}" has the unknown role "${role}": give developer, lead or admin`),
  ];
}

export async function startSignIn(parts: SignInParts): Promise<SignIn> {
  const { baseUrl, store, clock, session } = parts;
  const directory = parts.directory === null ? null : ldapDirectory(parts.directory, clock);
  const external =
    parts.issuer === null ? null : makeExternalIssuer({ ...parts, issuer: parts.issuer, directory, graceMs: session.graceMs });
  // Of a company's own issuer that names the groups itself, the issuer is asked again; else the directory.
  const asked = external?.directory ?? directory;
  const people = asked === null ? null : makePeople(asked, session, clock);
  const sessions = makeSessions(store, people, session, clock);
  const common = {
    baseUrl,
    cookieSecret: deriveText(parts.authSecret, "next-auth cookies"),
    readSessionCookie: sessionCookieReader({ ...parts, authSecrets: secretsOf(parts) }),
    directory,
    sessions,
    book: makeSessionBook(store, session),
    absoluteMs: session.absoluteMs,
    log: parts.log,
  };
  const recheck = (tokens: Tokens) => startRechecks({ store, people, tokens, limits: session, clock, log: parts.log });
  if (external !== null) {
    const { provider, backChannelLogout, logoutUrl } = external;
    const viewerOfBearer = external.viewerOfBearer(people);
    const gate = makeGate({
      ...common,
      provider,
      viewerOfBearer,
      backChannelLogout,
      logoutUrl,
      tokens: noTokens,
      afterSignIn: async () => undefined,
    });
    return { gate, directory, handle: async () => false, close: recheck(noTokens) };
  }
  if (directory === null || people === null) throw new Error("The bundled issuer needs a directory");
  const issuer = await bundledIssuer({ ...parts, authSecrets: secretsOf(parts), directory }, people, parts.loopbackUrl);
  const gate = makeGate({
    ...common,
    provider: async () => bundledProvider(issuer.address),
    viewerOfBearer: issuer.viewerOfBearer,
    tokens: issuer.tokens,
    afterSignIn: issuer.endIssuerSession,
  });
  return { gate, directory, handle: issuer.handle, close: recheck(issuer.tokens) };
}
