import { faultsOfDirectory } from "../auth/ldap-faults.ts";
import { type Networks, parseNetworks } from "../auth/network.ts";
import { faultsOfRoles } from "../auth/start-sign-in.ts";
import type { Result } from "../base/result.ts";
import type { ServerConfig } from "./config.ts";
import { isWildcard } from "./listen.ts";

/** @throws Error with every fault at once, each with its variable's name and cure; what may be secret is not repeated */
export function checkConfig(config: ServerConfig): {
  readonly allowed: Networks;
  readonly trusted: Networks;
  /** Who may send spans. */
  readonly senders: Networks;
} {
  const faults = [...faultsOfRoles(config)];
  const take = (parsed: Result<Networks, string>, name: string): Networks => {
    if (parsed.ok) return parsed.value;
    faults.push(`${name}: ${parsed.error}`);
    return { has: () => false };
  };
  const allowed = take(parseNetworks(config.allowedCidrs), "ALLOWED_CIDRS");
  const trusted = take(parseNetworks(config.trustedProxyCidrs), "TRUSTED_PROXY_CIDRS");
  const given = config.otlpAllowedCidrs ?? [];
  const senders =
    given.length > 0
      ? take(parseNetworks(given), "OTLP_ALLOWED_CIDRS")
      : take(parseNetworks(["127.0.0.0/8", "::1/128", ...config.allowedCidrs]), "ALLOWED_CIDRS");
  if (config.authSecretPrevious && config.authSecretPrevious === config.authSecret)
    faults.push("AUTH_SECRET_PREVIOUS is AUTH_SECRET itself: name the former one, or none");
  if (config.authSecret.length < 32) faults.push("AUTH_SECRET must have at least 32 characters");
  if (config.issuer === null && config.directory === null) faults.push("neither LDAP_URL nor AUTH_ISSUER is set: nobody could sign in");
  if (config.directory !== null) faults.push(...faultsOfDirectory(config.directory));
  if (config.baseUrl === null && isWildcard(config.host)) faults.push("BASE_URL is needed where HOST is every address");
  if (config.port > 65_535) faults.push(`PORT=${config.port}: must be from 0 (any free one) to 65535`);
  if (config.otlp !== null && config.otlp.port > 65_535) faults.push(`OTLP_PORT=${config.otlp.port}: must be from 0 to 65535, or off`);
  if (faults.length > 0) throw new Error(`Loupe does not start:\n${[...new Set(faults)].map((fault) => `  - ${fault}`).join("\n")}`);
  return { allowed, trusted, senders };
}

/** What an operator reads when it does not start: the thing and its cure, no stack. */
export function explainFailure(error: unknown): string {
  const { code, port, address, message } = error as NodeJS.ErrnoException & { readonly port?: number; readonly address?: string };
  const say = (text: string) => `Loupe does not start: ${text}`;
  if (code === "EADDRINUSE") return say(`port ${port} is taken: stop what uses it, or set PORT or OTLP_PORT to another`);
  if (code === "EACCES" && port !== undefined)
    return say(`port ${port} may not be used by this user: set PORT or OTLP_PORT to one above 1023`);
  if (code === "EADDRNOTAVAIL" || code === "ENOTFOUND")
    return say(`HOST or OTLP_HOST ${address ?? ""} is no address of this machine: give one of its own, or 0.0.0.0 with BASE_URL`);
  const text = message ?? String(error);
  return text.startsWith("Loupe does not start") ? text : say(text);
}
