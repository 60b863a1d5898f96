import { errors } from "jose";
import { err, ok, type Result } from "../base/result.ts";
import { type Clock, unixMs } from "../base/time.ts";
import type { ApiClientConfig, SettledIssuerConfig } from "./config.ts";
import { type Claims, shownName, userNameOf } from "./external-claims.ts";
import type { IssuerMetadata } from "./external-discovery.ts";
import type { Exchange } from "./external-exchange.ts";
import { IssuerUnreachable } from "./external-http.ts";
import { makeIntrospection } from "./external-introspection.ts";
import type { IssuerKeys } from "./external-keys.ts";
import type { Recogniser } from "./external-person.ts";
import { limitRights } from "./issuer/scopes.ts";
import { fingerprint } from "./keys.ts";
import type { People } from "./people.ts";
import { type Grants, isRole, rightsOf } from "./roles.ts";
import type { NoViewer, Viewer } from "./viewer.ts";

interface Parts {
  readonly issuer: SettledIssuerConfig;
  readonly baseUrl: string;
  readonly apiClients: readonly ApiClientConfig[];
  readonly discover: () => Promise<IssuerMetadata>;
  readonly keys: IssuerKeys;
  readonly exchange: Exchange;
  readonly recogniser: Recogniser;
  /** The company's directory, where groups are looked up there. */
  readonly people: People | null;
  readonly clock: Clock;
  readonly graceMs: number;
  log(event: string): void;
}

const LONGEST = 16_384;
/** A person's signed token that nobody can be asked about is believed so long after it was made. */
const UNASKED_MS = 60 * 60_000;

type Read = { readonly claims: Claims; readonly signed: boolean };

/**
 * Bearer tokens of the company's own issuer: signed ones are verified with its published keys, others by its introspection. People's are asked
 * about again (in the directory, else at the issuer) at least every minute.
 */
export function makeExternalTokenReader(parts: Parts): (token: string) => Promise<Result<Viewer, NoViewer>> {
  const { issuer, discover, keys, recogniser, people, clock } = parts;
  const roles = new Map(parts.apiClients.map((client) => [client.id, client.role]));
  const ours = new Set([issuer.clientId, parts.baseUrl, `${parts.baseUrl}/`, ...issuer.audiences]);
  const { introspect, userinfo } = makeIntrospection(parts);

  const read = async (token: string, metadata: IssuerMetadata): Promise<Read | null> => {
    if (/^[\w-]+\.[\w-]+\.[\w-]*$/.test(token)) {
      const claims = await keys.verify(metadata.jwksUri, token, {
        issuer: [...metadata.accessTokenIssuers],
        requiredClaims: ["exp"],
        clockTolerance: 5,
      });
      return isAccessToken(claims) ? { claims, signed: true } : null;
    }
    const claims = await introspect(token, metadata);
    return claims === "unknown" || claims["active"] !== true ? null : { claims, signed: false };
  };

  return async (token) => {
    // A token68 of RFC 6750, or none at all.
    if (token.length > LONGEST || !/^[\w.~+/-]+=*$/.test(token)) return err({ kind: "bad-token" });
    try {
      const metadata = await discover();
      const found = await read(token, metadata);
      if (found === null) return err({ kind: "bad-token" });
      const client = clientIn(found.claims);
      return client === null ? await personIn(found, token, metadata) : client;
    } catch (error) {
      if (error instanceof IssuerUnreachable) return err({ kind: "directory-down" });
      if (!(error instanceof errors.JOSEError)) parts.log(`a bearer token could not be judged: ${(error as Error).message}`);
      return err({ kind: "bad-token" });
    }

    function clientIn(claims: Claims): Result<Viewer, NoViewer> | null {
      const id = ownClient(claims, (name) => roles.has(name));
      if (id === null) return null;
      const role = roles.get(id);
      const foreign = audienceOf(claims).some((name) => !ours.has(name) && name !== id && name !== "account" && name !== claims["iss"]);
      if (role === undefined || !isRole(role) || foreign) return err({ kind: "bad-token" });
      const rights = limitRights(rightsOf(role, false), scopeOf(claims));
      return ok({ kind: "client", sub: id, name: id, role, rights, credential: fingerprint(token) });
    }
  };

  async function personIn({ claims, signed }: Read, token: string, metadata: IssuerMetadata): Promise<Result<Viewer, NoViewer>> {
    const { sub } = claims;
    // A token that the issuer made for another application is none for us.
    const audience = audienceOf(claims);
    const isOurs = audience.some((name) => ours.has(name)) || (!signed && audience.length === 0 && claims["client_id"] === issuer.clientId);
    if (typeof sub !== "string" || !isOurs) return err({ kind: "bad-token" });
    if (people !== null) return inDirectory(claims, token);
    const fresh = signed ? await askAgain(claims, token, metadata) : claims;
    if (fresh === null) return err({ kind: "bad-token" });
    let all: Claims = { ...claims, ...fresh };
    // What was said just now goes before what was written into the token.
    const again = recogniser.grantsIn(fresh);
    let grants = again === undefined ? recogniser.grantsIn(claims) : again;
    if (grants === undefined) {
      const told = await userinfo(token, metadata);
      if (told === "unknown" || told["sub"] !== sub) return err({ kind: "bad-token" });
      grants = recogniser.grantsIn(told);
      all = { ...told, ...all };
    }
    const name = userNameOf(all, issuer.userClaim, false);
    if (!grants || name === null) return err({ kind: "bad-token" });
    return ok(viewer(name, shownName(all, name), grants, claims, token));
  }

  async function inDirectory(claims: Claims, token: string): Promise<Result<Viewer, NoViewer>> {
    const name = userNameOf(claims, issuer.userClaim, true);
    if (name === null || people === null) return err({ kind: "bad-token" });
    const confirmed = await people.confirm(name, unixMs(0));
    if (confirmed.kind === "down") return err({ kind: "directory-down" });
    if (confirmed.kind === "left" || confirmed.person === null) return err({ kind: "bad-token" });
    return ok(viewer(confirmed.person.sub, confirmed.person.name, confirmed.person, claims, token));
  }

  /** Null: worth nothing any more. Userinfo is for tokens that it was asked for; to others it is closed, which says nothing of them. */
  async function askAgain(claims: Claims, token: string, metadata: IssuerMetadata): Promise<Claims | null> {
    const introspected = await introspect(token, metadata);
    const isForUserinfo = (scopeOf(claims) ?? "").split(" ").includes("openid");
    const said = introspected === "unknown" && isForUserinfo ? await userinfo(token, metadata) : introspected;
    if (said !== "unknown") return said["active"] === true && (said["sub"] ?? claims["sub"]) === claims["sub"] ? said : null;
    return typeof claims["iat"] === "number" && clock() - claims["iat"] * 1000 <= UNASKED_MS ? {} : null;
  }
}

const viewer = (sub: string, name: string, { role }: Grants, claims: Claims, token: string): Viewer => ({
  ...{ kind: "person", sub, name, role },
  // What was masked is revealed to a person in front of a page, never to a program.
  rights: limitRights(rightsOf(role, false), scopeOf(claims)),
  credential: fingerprint(token),
});

const audienceOf = (claims: Claims): readonly string[] => [claims["aud"] ?? []].flat().filter((name) => typeof name === "string");

/** One text, or a list (Spring); `scp` with Entra, AD FS and Okta. */
const scopeOf = (claims: Claims): string | undefined => {
  const scope = claims["scope"] ?? claims["scp"];
  return typeof scope === "string" ? scope : Array.isArray(scope) ? scope.filter((one) => typeof one === "string").join(" ") : undefined;
};

/** Id tokens of our own sign-ins, logout tokens and refresh tokens are signed by the same issuer, and are no key to the API. */
const isAccessToken = (claims: Claims): boolean =>
  !("nonce" in claims) && !("events" in claims) && !["ID", "Logout", "Refresh", "Offline"].includes(String(claims["typ"]));

/** What only a person's token says: of them, or of how they signed in. */
const PERSONAL = ["name", "preferred_username", "email", "given_name", "family_name", "auth_time", "amr", "acr", "sid", "groups"];

/**
 * The client's id, where the token is the client's own and no person's: what a person got through that client is not the client's.
 * @param named whether configuration names such a client: some issuers (Spring) say nothing of clients but their name in `sub`
 */
function ownClient(claims: Claims, named: (id: string) => boolean): string | null {
  const { sub } = claims;
  const saysClient = ["client_id", "azp", "appid", "cid"].some((name) => claims[name] !== undefined);
  if (!saysClient && typeof sub === "string" && named(sub))
    return PERSONAL.some((name) => claims[name] !== undefined) || (scopeOf(claims) ?? "").split(" ").includes("openid") ? null : sub;
  const id = [claims["client_id"], claims["azp"], claims["appid"], claims["cid"], sub].find((value) => typeof value === "string");
  if (typeof id !== "string") return null;
  const itself = sub === undefined || sub === id || sub === `${id}@clients`;
  const said = claims["gty"] === "client-credentials" || claims["idtyp"] === "app" || claims["grant_type"] === "client_credentials";
  const service = claims["preferred_username"] === `service-account-${id.toLowerCase()}`;
  return (itself && (claims["client_id"] ?? claims["azp"] ?? claims["appid"] ?? claims["cid"]) !== undefined) || said || service
    ? id
    : null;
}
