import { decode } from "next-auth/jwt";
import { type Clock, MINUTE_MS } from "../base/time.ts";
import type { AuthStore } from "../store/auth-store.ts";
import { deriveKeys } from "./keys.ts";

/** Reads the session's id out of next-auth's encrypted cookie; null where it is missing, forged or too old. */
export type ReadSessionCookie = (cookie: string | undefined) => Promise<string | null>;

interface Parts {
  /** The present one, then the former. */
  readonly authSecrets: readonly [string, ...string[]];
  readonly store: Pick<AuthStore, "audit">;
  readonly clock: Clock;
  log(event: string): void;
}

/** Browsers keep no longer cookies. */
const MOST_CHARS = 4_096;

/** A cookie that we did not make, or not like this, is on record, at most once a minute: one that is merely old is not. */
export function sessionCookieReader({ authSecrets, store, clock, log }: Parts): ReadSessionCookie {
  const secrets = deriveKeys(authSecrets, "next-auth cookies").map((key) => key.toString("base64url"));
  let notedAt = -MINUTE_MS;
  const note = (): void => {
    const at = clock();
    if (at - notedAt < MINUTE_MS) return;
    notedAt = at;
    const entry = {
      at,
      actor: "(nobody)",
      action: "session-forged",
      subject: "cookie",
      detail: "a session's cookie that was not made here",
    };
    store.audit(entry).catch((error: unknown) => log(`the audit log could not be written: ${String(error)}`));
  };
  return async (cookie) => {
    if (!cookie) return null;
    if (cookie.length <= MOST_CHARS)
      for (const secret of secrets) {
        try {
          const sid = (await decode({ token: cookie, secret }))?.["sid"];
          if (typeof sid === "string") return sid;
        } catch (fault) {
          // Made here, and over.
          if ((fault as { readonly code?: string }).code === "ERR_JWT_EXPIRED") return null;
        }
      }
    note();
    return null;
  };
}
