import { createHash, timingSafeEqual } from "node:crypto";
import type { IncomingMessage } from "node:http";
import { DEVICE_CLIENT_ID, WEB_CLIENT_ID } from "./clients.ts";

/** Who asks the token endpoint, before the library has looked at it. */
interface Asking {
  readonly id: string | null;
  readonly secret: string | null;
}

export function askingClient(req: IncomingMessage, form: URLSearchParams): Asking {
  const [id, secret] = readBasic(req.headers.authorization);
  return { id: id ?? form.get("client_id"), secret: secret ?? form.get("client_secret") };
}

/**
 * Clients differ in how they show a secret: the library wants one way for each. A secret in the body is moved to the header; an empty one of the
 * client that has none is left out.
 */
export function alikeCredentials(
  req: IncomingMessage,
  form: URLSearchParams,
): { readonly headers: IncomingMessage["headers"]; readonly form: URLSearchParams } {
  const headers = { ...req.headers };
  const sent = new URLSearchParams(form);
  const [id, secret] = readBasic(headers.authorization);
  if (id === DEVICE_CLIENT_ID && secret === "") {
    delete headers.authorization;
    sent.set("client_id", id);
  }
  const inBody = sent.get("client_secret");
  if (inBody === "") sent.delete("client_secret");
  const bodyId = sent.get("client_id");
  const isOnce = sent.getAll("client_secret").length === 1 && sent.getAll("client_id").length === 1;
  if (headers.authorization === undefined && inBody && bodyId && isOnce) {
    headers.authorization = `Basic ${Buffer.from(`${encodeURIComponent(bodyId)}:${encodeURIComponent(inBody)}`).toString("base64")}`;
    sent.delete("client_secret");
  }
  return { headers, form: sent };
}

/** Our own pages' exchange of a code over loopback: strangers who share that address (a proxy on this host) must not shut it out. */
export function isWebClient({ id, secret }: Asking, wanted: string): boolean {
  const digest = (text: string): Buffer => createHash("sha256").update(text).digest();
  return id === WEB_CLIENT_ID && timingSafeEqual(digest(secret ?? ""), digest(wanted));
}

function readBasic(header: string | undefined): readonly [string, string] | readonly [null, null] {
  const encoded = /^basic ([\w+/=-]{1,8000})$/i.exec(header ?? "")?.[1];
  if (!encoded) return [null, null];
  const text = Buffer.from(encoded, "base64").toString("utf8");
  const at = text.indexOf(":");
  if (at < 0) return [null, null];
  const decode = (part: string): string => {
    try {
      return decodeURIComponent(part.replace(/\+/g, "%20"));
    } catch {
      return part;
    }
  };
  return [decode(text.slice(0, at)), decode(text.slice(at + 1))];
}
