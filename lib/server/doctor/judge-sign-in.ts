import { isLoopback } from "../../auth/network.ts";
import { HOUR_MS, MINUTE_MS, SECOND_MS } from "../../base/time.ts";
import type { ServerConfig } from "../config.ts";
import { broken, type Finding, orFine, weak } from "./finding.ts";

/** Leavers are out within two minutes: that is the recheck, and what it takes. */
const MOST_RECHECK_MS = 90 * SECOND_MS;

/** What can be said of the sign-in without asking anybody. */
export function judgeSignIn({ session, directory, issuer }: ServerConfig): readonly Finding[] {
  const roles = Object.values(directory?.groupRoles ?? issuer?.groupRoles ?? {});
  return [
    ...orFine(
      [
        session.recheckMs > MOST_RECHECK_MS &&
          weak(
            "DIRECTORY_RECHECK_SECONDS",
            `a leaver is out only after ${Math.round(session.recheckMs / 1000)} s, not within two minutes`,
            "set it to 60",
          ),
        session.recheckMs < 5 * SECOND_MS &&
          weak("DIRECTORY_RECHECK_SECONDS", "the directory is asked for everybody every few seconds", "set it to 60"),
        session.graceMs > HOUR_MS &&
          weak("DIRECTORY_GRACE_MINUTES", "while the directory is down, leavers stay in for more than an hour", "set it to 15"),
        session.idleMs > 8 * HOUR_MS &&
          weak("SESSION_IDLE_MINUTES", "an abandoned browser stays signed in for more than a working day", "set it to 30"),
        session.absoluteMs > 24 * HOUR_MS && weak("SESSION_HOURS", "nobody signs in anew for more than a day", "set it to 12"),
        session.idleMs > session.absoluteMs &&
          weak("SESSION_IDLE_MINUTES", "is longer than SESSION_HOURS, so it never counts", "make it shorter"),
        (session.idleMs < MINUTE_MS || session.absoluteMs < 5 * MINUTE_MS) &&
          broken("SESSION_IDLE_MINUTES, SESSION_HOURS", "people are out before they have read a page", "set 30 and 12"),
      ],
      "sessions",
      `idle ${session.idleMs / MINUTE_MS} min, at most ${session.absoluteMs / HOUR_MS} h, directory asked every ${session.recheckMs / SECOND_MS} s`,
    ),
    ...orFine(
      [
        roles.length === 0 &&
          broken(
            "GROUP_ROLES",
            "no group gives a role: nobody can sign in",
            "name groups, e.g. GROUP_ROLES=loupe-developers=developer;loupe-admins=admin",
          ),
        roles.length > 0 &&
          !roles.includes("admin") &&
          weak(
            "GROUP_ROLES",
            "no group gives the role admin: nobody may read the audit log or end sessions",
            "name a group, e.g. loupe-admins=admin",
          ),
        issuer !== null &&
          issuer.groupsClaim === null &&
          directory === null &&
          broken(
            "AUTH_GROUPS_CLAIM",
            "neither a claim nor a directory tells groups: nobody gets a role",
            "set AUTH_GROUPS_CLAIM or LDAP_URL",
          ),
        issuer !== null &&
          directory === null &&
          weak(
            "LDAP_URL",
            "without a directory a leaver is noticed only by the issuer: at back-channel logout or the next sign-in",
            "set LDAP_URL as well, or register back-channel logout at the issuer",
          ),
        issuer !== null &&
          isPlain(issuer.url, "http:") &&
          broken("AUTH_ISSUER", "is plain http: whoever is on the way signs in as anybody", "use https"),
        ...(directory === null
          ? []
          : directory.url
              .split(/[\s,]+/)
              .map(
                (url) =>
                  isPlain(url, "ldap:") &&
                  !directory.startTls &&
                  broken(
                    "LDAP_URL",
                    "plain LDAP off this machine: every password typed can be read on the way",
                    "use ldaps://, or LDAP_STARTTLS=true",
                  ),
              )),
      ],
      "roles",
      `${roles.length} groups give roles`,
    ),
  ];
}

/** Off this machine, by a protocol that anybody on the way can read. */
export function isPlain(url: string, protocol: string): boolean {
  if (!URL.canParse(url)) return false;
  const { protocol: used, hostname } = new URL(url);
  const name = hostname.replace(/^\[|\]$/g, "");
  return used === protocol && !isLoopback(name) && name !== "localhost";
}
