import { isLoopback, parseNetworks } from "../../auth/network.ts";
import type { ServerConfig } from "../config.ts";
import { broken, type Finding, orFine, weak } from "./finding.ts";

interface Cidr {
  readonly text: string;
  readonly address: string;
  readonly bits: number;
  readonly isSix: boolean;
}

function readCidr(text: string): Cidr {
  const [address = "", bits] = text.split("/");
  const isSix = address.includes(":");
  return { text, address, bits: bits === undefined ? (isSix ? 128 : 32) : Number(bits), isSix };
}

/** What no provider routes: private, loopback, link-local, carriers' (RFC 1918, 4193, 6598), documentation. */
const PRIVATE = [
  "10.0.0.0/8",
  "172.16.0.0/12",
  "192.168.0.0/16",
  "100.64.0.0/10",
  "127.0.0.0/8",
  "169.254.0.0/16",
  "fc00::/7",
  "fe80::/10",
  "::1/128",
];
const isWithin = (inner: Cidr, outer: string): boolean => {
  const nets = parseNetworks([outer]);
  return nets.ok && inner.bits >= readCidr(outer).bits && nets.value.has(inner.address);
};
const isPrivate = (cidr: Cidr): boolean => PRIVATE.some((one) => isWithin(cidr, one));
const overlap = (a: Cidr, b: Cidr): boolean => isWithin(a, b.text) || isWithin(b, a.text);

export function judgeNetwork(config: ServerConfig): readonly Finding[] {
  const allowed = config.allowedCidrs.map(readCidr);
  const trusted = config.trustedProxyCidrs.map(readCidr);
  const senders = (config.otlpAllowedCidrs ?? []).map(readCidr);
  const base = config.baseUrl === null ? null : new URL(config.baseUrl);
  const isHttps = base?.protocol === "https:";
  const here = isLoopback(config.host) || config.host === "localhost";
  return [
    ...judgeBreadth("ALLOWED_CIDRS", allowed, "list the VPN's networks"),
    ...judgeBreadth("OTLP_ALLOWED_CIDRS", senders, "list the networks of the services and collectors"),
    ...judgeTrust(trusted, allowed),
    ...judgeAddress(base, here),
    ...orFine(
      [
        // TLS ends elsewhere, and whoever ends it is the only peer: without its word everybody is that one peer.
        isHttps &&
          trusted.length === 0 &&
          here &&
          allowed.some((one) => isWithin(readCidr("127.0.0.1"), one.text)) &&
          broken(
            "TRUSTED_PROXY_CIDRS",
            "BASE_URL is https, so a proxy on this machine ends TLS; it is not trusted and loopback is allowed: everybody the proxy lets through counts as loopback",
            "set TRUSTED_PROXY_CIDRS=127.0.0.1/32,::1/128, let the proxy set X-Forwarded-For, and take loopback off ALLOWED_CIDRS",
          ),
        isHttps &&
          trusted.length === 0 &&
          !here &&
          weak(
            "TRUSTED_PROXY_CIDRS",
            "BASE_URL is https, but no proxy is trusted: if one ends TLS, everybody counts as that proxy",
            "name the proxy's address, e.g. TRUSTED_PROXY_CIDRS=10.0.0.5/32",
          ),
        isHttps &&
          !here &&
          config.host !== "" &&
          (config.host === "0.0.0.0" || config.host === "::") &&
          weak(
            "HOST",
            "Loupe listens on every address without TLS, beside the proxy that has it",
            "bind HOST to the address that the proxy uses",
          ),
        config.otlp !== null &&
          !isLoopback(config.otlp.host) &&
          config.otlp.host !== "localhost" &&
          senders.length === 0 &&
          weak(
            "OTLP_ALLOWED_CIDRS",
            "spans are taken from all of ALLOWED_CIDRS: every person on the VPN can send made-up ones",
            "list the networks of the services and collectors",
          ),
      ],
      "listening",
      `${config.host}:${config.port} for people, ${config.otlp === null ? "no port" : `${config.otlp.host}:${config.otlp.port}`} for spans`,
    ),
  ];
}

function judgeBreadth(about: string, cidrs: readonly Cidr[], cure: string): readonly Finding[] {
  if (cidrs.length === 0) return [];
  return orFine(
    cidrs.flatMap((one) => {
      if (one.bits === 0) return [broken(about, `${one.text} is everybody${one.isSix ? ", version 4 as well" : ""}`, cure)];
      const isWide = one.bits < (one.isSix ? 32 : 8);
      if (isPrivate(one)) return isWide ? [weak(about, `${one.text} is wider than any company's network`, cure)] : [];
      if (one.bits < (one.isSix ? 48 : 16)) return [broken(about, `${one.text} is a large public network`, cure)];
      if (one.bits < (one.isSix ? 64 : 24)) return [weak(about, `${one.text} is public: sure that it is only yours?`, cure)];
      return [];
    }),
    about,
    cidrs.map(({ text }) => text).join(", "),
  );
}

function judgeTrust(trusted: readonly Cidr[], allowed: readonly Cidr[]): readonly Finding[] {
  if (trusted.length === 0) return [];
  const about = "TRUSTED_PROXY_CIDRS";
  const cure = "name each proxy's own address, e.g. 10.0.0.5/32, and keep it out of ALLOWED_CIDRS";
  return orFine(
    [
      ...trusted.flatMap((one) => {
        if (one.bits === 0) return [broken(about, `${one.text}: anybody may say who they are`, cure)];
        if (one.bits < (one.isSix ? 112 : 24)) return [weak(about, `${one.text} trusts a whole network to say who is calling`, cure)];
        return [];
      }),
      ...trusted.flatMap((one) =>
        allowed
          .filter((other) => other.bits > 0 && overlap(one, other))
          .map((other) =>
            weak(
              about,
              `${one.text} overlaps ALLOWED_CIDRS ${other.text}: a request that the proxy hands on without X-Forwarded-For is let in as the proxy`,
              cure,
            ),
          ),
      ),
    ],
    about,
    trusted.map(({ text }) => text).join(", "),
  );
}

function judgeAddress(base: URL | null, here: boolean): readonly Finding[] {
  if (base === null) return [];
  const name = base.hostname.replace(/^\[|\]$/g, "");
  const isLocal = isLoopback(name) || name === "localhost";
  return orFine(
    [
      base.protocol === "http:" &&
        !isLocal &&
        broken(
          "BASE_URL",
          "is plain http off this machine: passwords and sessions can be read on the way",
          "end TLS in a proxy before Loupe and set BASE_URL=https://…",
        ),
      base.protocol === "http:" &&
        isLocal &&
        !here &&
        weak("BASE_URL", "names this machine only, but HOST listens beyond it", "set BASE_URL to the address that people type"),
      base.pathname !== "/" && broken("BASE_URL", "has a path, below which Loupe cannot be mounted", "give Loupe a name of its own"),
    ],
    "BASE_URL",
    base.origin,
  );
}
