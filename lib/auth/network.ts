import { BlockList, isIP } from "node:net";
import { err, ok, type Result } from "../base/result.ts";

/** A set of networks. An address that cannot be read is in none. */
export interface Networks {
  has(address: string): boolean;
}

/** A network that cannot be read stops the start: a typing error must not open or close a door silently. */
export function parseNetworks(cidrs: readonly string[]): Result<Networks, string> {
  const list = new BlockList();
  for (const cidr of cidrs) {
    const [address = "", bits, ...rest] = cidr.trim().split("/");
    const family = familyOf(address);
    const most = family === "ipv4" ? 32 : 128;
    const prefix = bits === undefined ? most : /^\d{1,3}$/.test(bits) ? Number(bits) : -1;
    if (!family || rest.length > 0 || prefix < 0 || prefix > most) return err(`not a network in CIDR form: "${cidr}"`);
    list.addSubnet(address, prefix, family);
  }
  return ok({
    has(address) {
      const plain = withoutZone(address);
      const family = familyOf(plain);
      return family !== null && list.check(plain, family);
    },
  });
}

const familyOf = (address: string): "ipv4" | "ipv6" | null => {
  const version = isIP(address);
  return version === 4 ? "ipv4" : version === 6 ? "ipv6" : null;
};

/** `fe80::1%eth0` → `fe80::1`. Only version 6 has zones: `10.1.2.3%x` is no address. */
const withoutZone = (address: string): string => (address.includes(":") ? (address.split("%")[0] ?? address) : address);

/** One address, one spelling, for logs, limits and the audit: a socket that takes both versions calls 10.1.2.3 `::ffff:10.1.2.3`. */
export const plainAddress = (address: string): string =>
  /^::ffff:(\d{1,3}(\.\d{1,3}){3})$/i.exec(withoutZone(address))?.[1] ?? withoutZone(address).toLowerCase();

const LOOPBACK = parseNetworks(["127.0.0.0/8", "::1/128"]);

export const isLoopback = (address: string): boolean => LOOPBACK.ok && LOOPBACK.value.has(address);

/**
 * Who is calling. `peer` is the socket's other end, the only thing that nobody can invent. `x-forwarded-for` counts where the peer is a
 * trusted proxy: walked from the right (each proxy appends whom it saw), skipping trusted proxies; the first other address is the client.
 * Null: the chain cannot be read (`unknown`, `_hidden`, an empty place), which is refused.
 */
export function clientOf(peer: string, forwardedFor: string | undefined, trusted: Networks): string | null {
  if (!trusted.has(peer) || forwardedFor === undefined) return peer;
  const hops = forwardedFor.split(",").map(addressOfHop);
  let client = peer;
  for (const hop of hops.reverse()) {
    if (hop === null) return null;
    client = hop;
    if (!trusted.has(hop)) return client;
  }
  return client;
}

/** Azure's gateways append the port too: `10.1.2.3:50123`, `[fd00::1]:50123`. */
function addressOfHop(text: string): string | null {
  const hop = text.trim();
  const address = /^\[([^\]]+)\](?::\d{1,5})?$/.exec(hop)?.[1] ?? /^([\d.]+):\d{1,5}$/.exec(hop)?.[1] ?? hop;
  return isIP(withoutZone(address)) === 0 ? null : address;
}
