import { type Clock, type UnixMs, unixMs } from "../base/time.ts";
import type { SettledIssuerConfig } from "./config.ts";
import type { Directory, Person } from "./directory.ts";
import { type Claims, emailOf, groupsOfClaim, readClaim, shownName, userNameOf } from "./external-claims.ts";
import type { IssuerMetadata } from "./external-discovery.ts";
import type { Exchange, IssuerTokens, Told } from "./external-exchange.ts";
import { type Grants, grantsOfGroups } from "./roles.ts";

/** Which of the issuer's words named the groups. */
export type GroupSource = keyof Told;

const SOURCES: readonly GroupSource[] = ["idToken", "userinfo", "accessToken"];

export type Recognised =
  | { readonly kind: "person"; readonly person: Person; readonly groupSource: GroupSource | null }
  | { readonly kind: "no-role"; readonly sub: string }
  | { readonly kind: "directory-down"; readonly sub: string };

export interface Collected {
  readonly told: Told;
  /** `refused`: this token is worth nothing there; `unasked`: no such endpoint, no token, or an answer about somebody else. */
  readonly userinfo: "told" | "refused" | "unasked";
}

/** All that the issuer tells with these tokens. The userinfo endpoint is asked where there is one: some issuers name groups only there. */
export async function collect(
  exchange: Exchange,
  accessToken: string | null,
  metadata: IssuerMetadata,
  sub: string,
  idToken: Claims | null,
): Promise<Collected> {
  const { userinfoEndpoint } = metadata;
  const asked = accessToken !== null && userinfoEndpoint !== null;
  const found = asked ? await exchange.userinfo(accessToken, { ...metadata, userinfoEndpoint }) : null;
  // Somebody else's userinfo in answer to this person's token: believed by nobody.
  const userinfo = found !== null && found["sub"] === sub ? found : null;
  const signed = accessToken === null ? null : await exchange.readAccessToken(accessToken, metadata);
  return {
    told: { idToken, userinfo, accessToken: signed !== null && signed["sub"] === sub ? signed : null },
    userinfo: userinfo !== null ? "told" : asked && found === null ? "refused" : "unasked",
  };
}

export interface Recogniser {
  /** @param sub the issuer's own name of the person */
  recognise(sub: string, told: Told): Promise<Recognised>;
  /** What groups give by these claims; `undefined`: no word of groups in them. */
  grantsIn(claims: Claims | null): Grants | null | undefined;
}

export function makeRecogniser(issuer: SettledIssuerConfig, directory: Directory | null): Recogniser {
  const { groupsClaim, groupRoles, userClaim } = issuer;
  const grantsIn = (claims: Claims | null): Grants | null | undefined => {
    const value = claims === null || groupsClaim === null ? undefined : readClaim(claims, groupsClaim);
    return value === undefined ? undefined : grantsOfGroups(groupsOfClaim(value, groupRoles), groupRoles);
  };
  return {
    grantsIn,
    async recognise(sub, told) {
      const claims: Claims = { ...told.accessToken, ...told.userinfo, ...told.idToken, sub };
      const name = userNameOf(claims, userClaim, groupsClaim === null);
      if (name === null) return { kind: "no-role", sub };
      if (groupsClaim === null) {
        const found = await directory?.resolve(name);
        if (found === undefined) return { kind: "no-role", sub };
        if (!found.ok) return { kind: "directory-down", sub };
        return found.value === null ? { kind: "no-role", sub } : { kind: "person", person: found.value, groupSource: null };
      }
      const groupSource = SOURCES.find((source) => grantsIn(told[source]) !== undefined) ?? null;
      const grants = groupSource === null ? null : grantsIn(told[groupSource]);
      if (!grants) return { kind: "no-role", sub };
      return { kind: "person", person: { sub: name, name: shownName(claims, name), email: emailOf(claims), ...grants }, groupSource };
    },
  };
}

/** What asks the issuer again later, kept sealed in the session's row. */
export interface Renewal {
  readonly refreshToken: string | null;
  readonly accessToken: string | null;
  readonly accessUntil: UnixMs;
  readonly groupSource: GroupSource | null;
  /** The userinfo endpoint knew this person: a refusal from there is word that they have gone. */
  readonly userinfo: boolean;
  /** The newest one, where renewing gave another than at sign-in: some issuers (Spring) end their session for no older one. */
  readonly idToken?: string;
  /** Under which name the company's directory knew them too; null: it did not, or there is none. */
  readonly directoryName: string | null;
}

/** Where an issuer does not say how long an access token lives, it is taken for worth asking with so long. */
const UNSAID_MS = 5 * 60_000;

export const renewalOf = (tokens: IssuerTokens, before: Omit<Renewal, "accessToken" | "accessUntil">, clock: Clock): Renewal => ({
  ...before,
  refreshToken: tokens.refreshToken ?? before.refreshToken,
  ...(before.refreshToken !== null && tokens.idToken !== null ? { idToken: tokens.idToken } : {}),
  accessToken: tokens.accessToken,
  accessUntil: unixMs(clock() + (tokens.expiresInMs ?? UNSAID_MS)),
});
