/**
 * Hosts of their own on this machine: network namespaces joined by cables (veth). Needs root and `ip`.
 *
 *   inside  10.8.0.2 ───────────── 10.8.0.1  loupe  192.0.2.1 ───────────── 192.0.2.2  outside
 *      │ 10.8.1.2                                │ 10.99.0.1                    198.51.100.2 │
 *      └──────── 10.8.1.1  proxy  10.99.0.2 ─────┘        proxy  198.51.100.1 ──────────────┘
 *
 * The same in version 6: fd00:8::/64, fd00:81::/64, fd00:99::/64, 2001:db8:1::/64, 2001:db8:2::/64.
 */
import { execFileSync } from "node:child_process";

export type Host = "loupe" | "inside" | "outside" | "proxy";
const HOSTS: readonly Host[] = ["loupe", "inside", "outside", "proxy"];

/** Both ends of a cable: host, interface, addresses. Interface names have at most 15 characters. */
type End = readonly [Host, string, ...string[]];
const CABLES: readonly (readonly [End, End])[] = [
  [
    ["loupe", "in0", "10.8.0.1/24", "fd00:8::1/64"],
    ["inside", "lp0", "10.8.0.2/24", "fd00:8::2/64"],
  ],
  [
    ["loupe", "out0", "192.0.2.1/24", "2001:db8:1::1/64"],
    ["outside", "lp0", "192.0.2.2/24", "2001:db8:1::2/64"],
  ],
  [
    ["loupe", "px0", "10.99.0.1/24", "10.98.0.1/24", "fd00:99::1/64"],
    ["proxy", "lp0", "10.99.0.2/24", "10.98.0.2/24", "fd00:99::2/64"],
  ],
  [
    ["proxy", "in0", "10.8.1.1/24", "fd00:81::1/64"],
    ["inside", "px0", "10.8.1.2/24", "fd00:81::2/64"],
  ],
  [
    ["proxy", "out0", "198.51.100.1/24", "2001:db8:2::1/64"],
    ["outside", "px0", "198.51.100.2/24", "2001:db8:2::2/64"],
  ],
];

export interface Hosts {
  /** What comes before a command that is to run on a host. */
  on(host: Host): readonly [string, ...string[]];
  remove(): void;
}

const ip = (...args: readonly string[]): void => void execFileSync("ip", args, { stdio: ["ignore", "ignore", "pipe"] });

/** @returns the hosts, or in one line why there can be none here */
export function makeHosts(): Hosts | { readonly missing: string } {
  if (process.platform !== "linux" || process.getuid?.() !== 0) return { missing: "network namespaces need Linux and root" };
  const nameOf = (host: Host): string => `lp${process.pid}-${host}`;
  const remove = () => {
    for (const host of HOSTS)
      try {
        ip("netns", "del", nameOf(host));
      } catch {} // it was never made
  };
  try {
    for (const host of HOSTS) {
      ip("netns", "add", nameOf(host));
      ip("-n", nameOf(host), "link", "set", "lo", "up");
    }
    for (const [[host, name, ...addresses], [otherHost, otherName, ...otherAddresses]] of CABLES) {
      ip("link", "add", name, "netns", nameOf(host), "type", "veth", "peer", "name", otherName, "netns", nameOf(otherHost));
      plug(nameOf(host), name, addresses);
      plug(nameOf(otherHost), otherName, otherAddresses);
    }
  } catch (error) {
    remove();
    const said = (error as { stderr?: Buffer }).stderr?.toString().trim();
    return { missing: `network namespaces cannot be made here (${said || (error as Error).message})` };
  }
  process.once("exit", remove);
  return {
    on: (host) => ["ip", "netns", "exec", nameOf(host)],
    remove() {
      process.off("exit", remove);
      remove();
    },
  };
}

/** `nodad`: an address of version 6 is otherwise not usable for a second. */
function plug(namespace: string, name: string, addresses: readonly string[]): void {
  for (const address of addresses) ip("-n", namespace, "addr", "add", address, "dev", name, ...(address.includes(":") ? ["nodad"] : []));
  ip("-n", namespace, "link", "set", name, "up");
}
