import type { Client } from "ldapts";
import { hasCode } from "./ldap-failure.ts";

export type Bound = { readonly ok: true } | { readonly ok: false; readonly why: string };

/**
 * About this account, not about the directory: wrong password (49), no such entry (32), no name at all (34), inactive (53, 19 in 389 and
 * eDirectory), without a password (48), not allowed (50), none such (16). The reading account has just been let in over the same way.
 */
const ABOUT_THE_ACCOUNT = [49, 32, 34, 53, 19, 48, 50, 16];

export async function tryBind(client: Client, dn: string, password: string): Promise<Bound> {
  try {
    await client.bind(dn, password);
    return { ok: true };
  } catch (error) {
    if (!hasCode(error, ABOUT_THE_ACCOUNT)) throw error;
    const said = (error as Error).message.slice(0, 200);
    return { ok: false, why: hasCode(error, [49, 32, 34]) ? whyRefused(said) : `refused by the directory: ${said}` };
  }
}

/** Active Directory's own number stands in the text: `80090308: LdapErr: DSID-0C09042A, comment: AcceptSecurityContext error, data 533, v3839`. */
const AD_REASONS: Readonly<Record<string, string>> = {
  "525": "no such account",
  "52e": "wrong password",
  "530": "not allowed at this time",
  "531": "not allowed from this computer",
  "532": "password expired",
  "533": "account disabled",
  "568": "in too many groups",
  "701": "account expired",
  "773": "must change the password first",
  "775": "account locked",
};

/** For the audit log only: the page says the same to everybody. */
export function whyRefused(message: string): string {
  const number = /\bdata ([\da-f]{3,4})\b/i.exec(message)?.[1]?.toLowerCase();
  return (number === undefined ? undefined : AD_REASONS[number]) ?? "wrong password";
}
