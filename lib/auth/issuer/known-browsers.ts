import { createHmac, randomBytes, timingSafeEqual } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { readCookies } from "../cookies.ts";
import { foldName } from "../throttle-keys.ts";

/** A browser that somebody has signed in with: it has a budget of failures of its own, which nobody else can use up. */
export interface KnownBrowsers {
  /** The browser's own name, where its cookie was made for this user. */
  recognise(req: IncomingMessage, user: string): string | null;
  remember(res: ServerResponse, user: string): void;
}

const NAME = "loupe.known";
const DAYS = 30;

export function knownBrowsers(key: Buffer, secure: boolean): KnownBrowsers {
  const sign = (id: string, user: string): Buffer =>
    createHmac("sha256", key)
      .update(`${id} ${foldName(user)}`)
      .digest();
  return {
    recognise(req, user) {
      const [id = "", signature = ""] = (readCookies(req.headers.cookie ?? null)[NAME] ?? "").split(".");
      const given = Buffer.from(signature, "base64url");
      const wanted = sign(id, user);
      return id.length === 22 && given.length === wanted.length && timingSafeEqual(given, wanted) ? id : null;
    },
    remember(res, user) {
      const id = randomBytes(16).toString("base64url");
      const value = `${id}.${sign(id, user).toString("base64url")}`;
      res.appendHeader(
        "set-cookie",
        `${NAME}=${value}; Path=/login; Max-Age=${DAYS * 86_400}; HttpOnly; SameSite=Lax${secure ? "; Secure" : ""}`,
      );
    },
  };
}
