import type { HttpAuth, HttpClientOptions } from "./http-client.ts";

/** Where to ask and as whom: worked out once. */
export interface Access {
  readonly origin: URL;
  /** Without a slash at its end. */
  readonly basePath: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Puts `***` in place of every secret, plain, encoded and percent-encoded. */
  redact(text: string): string;
}

/** @throws TypeError when the address is none: a fault of the configuration, not of the backend */
export function readAccess(options: HttpClientOptions): Access {
  const origin = new URL(options.baseUrl);
  if (!/^https?:$/.test(origin.protocol)) throw new TypeError("a backend's address must begin with http:// or https://");
  const auth = options.auth ?? authInUrl(origin);
  origin.username = origin.password = origin.search = origin.hash = "";
  const headers: Record<string, string> = { "accept-encoding": isHere(origin) ? "identity" : "gzip", "user-agent": "loupe" };
  const secrets: string[] = [];
  for (const [name, value] of Object.entries(options.headers ?? {})) {
    headers[name.toLowerCase()] = value;
    secrets.push(value);
  }
  if (options.tenant) headers[options.tenant.header.toLowerCase()] = options.tenant.value;
  if (auth.kind === "bearer") {
    headers["authorization"] = `Bearer ${auth.token}`;
    secrets.push(auth.token);
  } else if (auth.kind === "basic") {
    const pair = Buffer.from(`${auth.user}:${auth.password}`).toString("base64");
    headers["authorization"] = `Basic ${pair}`;
    secrets.push(pair, auth.password);
  }
  return { origin, basePath: origin.pathname.replace(/\/+$/, ""), headers, redact: redactor(secrets) };
}

/** On this machine no byte is saved by packing, and a third of a Tempo's time goes into it. */
const isHere = ({ hostname }: URL): boolean => /^(localhost|127(\.\d+){3}|\[::1\])$/.test(hostname);

function authInUrl(url: URL): HttpAuth {
  if (url.username === "" && url.password === "") return { kind: "none" };
  return { kind: "basic", user: decodeURIComponent(url.username), password: decodeURIComponent(url.password) };
}

/** Shorter ones ("1", "on") would turn every text into stars, and protect nothing. */
const SHORTEST_SECRET = 4;

function redactor(secrets: readonly string[]): (text: string) => string {
  const forms = new Set(
    secrets.filter((secret) => secret.length >= SHORTEST_SECRET).flatMap((secret) => [secret, encodeURIComponent(secret)]),
  );
  const longestFirst = [...forms].sort((a, b) => b.length - a.length);
  return (text) => longestFirst.reduce((kept, secret) => kept.replaceAll(secret, "***"), text);
}
