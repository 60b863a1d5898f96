import type { Entry } from "ldapts";
import { valuesOf } from "./ldap-connection.ts";

/**
 * What directories write of accounts that may not be used. Most of it is operational: sent only where it is asked for by name.
 * Each rule is of one or several products; on the others the attribute is absent.
 */
const RULES: Readonly<Record<string, (value: string, now: number) => string | null>> = {
  // Active Directory: bit 2.
  userAccountControl: (value) => (Number(value) & 0x2 ? "disabled" : null),
  "msDS-UserAccountDisabled": saysYes("disabled"),
  // In 100 ns since 1601; 0 and the greatest number: never.
  accountExpires: (value, now) => (isNever(value) || Number(BigInt(value) / 10_000n) - FILETIME_EPOCH_MS > now ? null : "expired"),
  // 389 Directory Server, FreeIPA, Oracle.
  nsAccountLock: saysYes("disabled"),
  krbPrincipalExpiration: (value, now) => (timeOf(value) <= now ? "expired" : null),
  inetUserStatus: (value) => (/^(inactive|deleted|disabled)$/i.test(value) ? "disabled" : null),
  // OpenLDAP's ppolicy, ApacheDS: this time is the administrator's own, and has no end.
  pwdAccountLockedTime: (value) => (isForEver(value) ? "locked" : null),
  pwdEndTime: (value, now) => (timeOf(value) <= now ? "expired" : null),
  // Posix: days since 1970; −1 is never, and 0 is taken as it is written.
  shadowExpire: (value, now) => (/^\d+$/.test(value) && Number(value) * 86_400_000 <= now ? "expired" : null),
  // eDirectory.
  loginDisabled: saysYes("disabled"),
  loginExpirationTime: (value, now) => (timeOf(value) <= now ? "expired" : null),
  // OpenDJ, Ping; IBM.
  "ds-pwp-account-disabled": saysYes("disabled"),
  "ds-pwp-account-expiration-time": (value, now) => (timeOf(value) <= now ? "expired" : null),
  "ibm-pwdAccountLocked": saysYes("locked"),
};

/**
 * What the directory itself locked after wrong passwords, with an end or without. It refuses the password then; but nobody is signed out by it, or
 * whoever guesses at a name elsewhere could put its owner out here. Read for the audit log alone.
 */
const LOCKS: typeof RULES = {
  // `lockoutTime` itself stays after the lock has passed; what is computed has today's (0x10).
  "msDS-User-Account-Control-Computed": (value) => (Number(value) & 0x10 ? "locked" : null),
  accountUnlockTime: (value, now) => (/^(0|19700101000000Z)$/.test(value) || timeOf(value) > now ? "locked" : null),
  pwdAccountLockedTime: (value) => (isForEver(value) ? null : "locked"),
  lockedByIntruder: saysYes("locked"),
};

export const STATE_ATTRIBUTES: readonly string[] = [...new Set([...Object.keys(RULES), ...Object.keys(LOCKS)])];

const FILETIME_EPOCH_MS = 11_644_473_600_000;

/** @returns why the account may not be used, in a word for the log; null: it may */
export const closedBy = (entry: Entry, now: number): string | null => firstWord(RULES, entry, now);

/** @returns why the directory may refuse the right password for now, in a word for the log; null: no such reason is known */
export const lockedBy = (entry: Entry, now: number): string | null => firstWord(LOCKS, entry, now);

function firstWord(rules: typeof RULES, entry: Entry, now: number): string | null {
  for (const [attribute, rule] of Object.entries(rules))
    for (const value of valuesOf(entry, attribute)) {
      const word = rule(value.trim(), now);
      if (word !== null) return `account ${word} (${attribute})`;
    }
  return null;
}

function saysYes(word: string): (value: string) => string | null {
  return (value) => (/^(true|1|yes)$/i.test(value) ? word : null);
}

const isForEver = (value: string): boolean => /^00000101(00){2,3}Z$/.test(value);
const isNever = (value: string): boolean => !/^\d+$/.test(value) || /^(0|9223372036854775807)$/.test(value);

/** Generalized time, `20261123204500.5Z` or with an offset; NaN, which is before and after nothing, where it is none. */
function timeOf(value: string): number {
  const part = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)?(\d\d)?(?:[.,]\d+)?(Z|[+-]\d\d(?:\d\d)?)$/.exec(value);
  if (part === null) return Number.NaN;
  const [, year, month, day, hour, minute = "00", second = "00", zone = "Z"] = part;
  const offset = zone === "Z" ? "Z" : `${zone.slice(0, 3)}:${zone.slice(3) || "00"}`;
  return Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}${offset}`);
}
