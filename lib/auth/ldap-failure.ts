import { ResultCodeError } from "ldapts";

/** What the operator can do about an answer, by its code (RFC 4511). */
const CURES: Readonly<Record<number, string>> = {
  4: "the directory's size limit was met",
  8: "the directory wants encryption: use ldaps:// or LDAP_STARTTLS=true",
  10: "the directory refers to another server (a referral), which is not followed: name that server in LDAP_URL",
  11: "the directory's limit for searches was met: an index is missing, or LDAP_GROUP_MEMBER_ATTRIBUTES names what it does not index",
  13: "the directory wants encryption: use ldaps:// or LDAP_STARTTLS=true",
  32: "LDAP_USER_BASE or LDAP_GROUP_BASE does not exist there, or may not be read",
  49: "the reading account (LDAP_BIND_DN) was refused",
  50: "the reading account (LDAP_BIND_DN) may not read there",
};

/** For the log: what failed, and its cure where it is known. No password, no filter. */
export function explainFailure(error: unknown): string {
  if (!(error instanceof Error)) return "unknown failure";
  const code = (error as { code?: unknown }).code;
  const cure = error instanceof ResultCodeError ? CURES[error.code] : undefined;
  const said = `${error.name}${code === undefined ? "" : ` ${String(code)}`}: ${error.message.slice(0, 200)}`;
  return cure === undefined ? said : `${cure} (${said})`;
}

/** The server took the question for a wrong one: the attribute is unknown to it, or no value of it can look so. */
export const isRefusedQuestion = (error: unknown): boolean => hasCode(error, [16, 17, 18, 21, 34]);

/** Fewer at once may be answered. */
export const isTooMuch = (error: unknown): boolean => hasCode(error, [4, 11]);

export const hasCode = (error: unknown, codes: readonly number[]): boolean =>
  error instanceof ResultCodeError && codes.includes(error.code);
