import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { USUAL_PER_SECOND } from "./auth/request-throttle.ts";
import { err, ok, type Result } from "./base/result.ts";
import { HOUR_MS, MINUTE_MS, SECOND_MS } from "./base/time.ts";
import { type LinkTemplate, parseLinks } from "./contract/link-template.ts";
import {
  type ApiClientConfig,
  DEFAULT_ISSUER,
  DEFAULT_SESSION,
  type DirectoryConfig,
  type ExternalIssuerConfig,
  type ServerConfig,
  type SourceAccess,
} from "./server/config.ts";

/**
 * The one reader of the environment. Every variable is explained in `.env.example`; `NAME_FILE` reads NAME from a file (secrets).
 * @returns the configuration, or every fault in it at once, each with the variable's name and its cure
 */
export function readConfig(
  env: Readonly<Record<string, string | undefined>> = process.env,
  args: readonly string[] = [],
): Result<ServerConfig, readonly string[]> {
  const faults: string[] = [];
  const read = reader(env, faults);
  const dataDir = resolve(read.text("DATA_DIR", "./data"));
  const issuer = readIssuer(read);
  const config: ServerConfig = {
    baseUrl: read.url("BASE_URL"),
    host: read.text("HOST", "127.0.0.1"),
    port: read.count("PORT", 3000),
    otlp:
      read.text("OTLP_PORT", "4318") === "off" ? null : { host: read.text("OTLP_HOST", "127.0.0.1"), port: read.count("OTLP_PORT", 4318) },
    otlpAllowedCidrs: read.list("OTLP_ALLOWED_CIDRS"),
    dev: args.includes("--dev"),
    rootDir: resolve(import.meta.dirname, ".."),
    dataDir,
    storeUrl: read.text("STORE_URL", `sqlite:${join(dataDir, "loupe.db")}`),
    authSecret: read.required("AUTH_SECRET", "make one with: openssl rand -base64 48"),
    authSecretPrevious: read.optional("AUTH_SECRET_PREVIOUS"),
    allowedCidrs: read.list("ALLOWED_CIDRS"),
    trustedProxyCidrs: read.list("TRUSTED_PROXY_CIDRS"),
    directory: readDirectory(read, issuer !== null),
    issuer,
    apiClients: readApiClients(read),
    sources: read.list("SOURCES", "embedded"),
    sourceAccess: { jaeger: readAccess(read, "JAEGER"), tempo: readAccess(read, "TEMPO") },
    scanBackMs: read.count("SCAN_BACK_HOURS", 24) * HOUR_MS,
    chainsFile: read.optional("CHAINS_FILE"),
    routesFile: read.optional("ROUTES_FILE"),
    privacyFile: read.optional("PRIVACY_FILE"),
    retention: { maxAgeMs: read.count("RETENTION_HOURS", 7 * 24) * HOUR_MS, maxBytes: read.count("RETENTION_MEGABYTES", 10_000) * 1e6 },
    session: {
      idleMs: read.count("SESSION_IDLE_MINUTES", DEFAULT_SESSION.idleMs / MINUTE_MS) * MINUTE_MS,
      absoluteMs: read.count("SESSION_HOURS", DEFAULT_SESSION.absoluteMs / HOUR_MS) * HOUR_MS,
      recheckMs: read.count("DIRECTORY_RECHECK_SECONDS", DEFAULT_SESSION.recheckMs / SECOND_MS) * SECOND_MS,
      graceMs: read.count("DIRECTORY_GRACE_MINUTES", DEFAULT_SESSION.graceMs / MINUTE_MS) * MINUTE_MS,
    },
    metricsToken: read.optional("METRICS_TOKEN"),
    requestsPerSecond: Math.max(1, read.count("REQUESTS_PER_SECOND", USUAL_PER_SECOND)),
    links: readLinks(read),
  };
  if (config.authSecret !== "" && config.authSecret.length < 32)
    faults.push("AUTH_SECRET is shorter than 32 characters: make one with: openssl rand -base64 48");
  if (config.baseUrl === null) faults.push("BASE_URL is missing: the address that people type, e.g. https://loupe.example.internal");
  if (config.allowedCidrs.length === 0)
    faults.push("ALLOWED_CIDRS is empty, so nobody could connect: list the VPN's networks, e.g. 10.8.0.0/16,127.0.0.0/8");
  return faults.length > 0 ? err(faults) : ok(config);
}

/** For `npm run doctor`: what Node itself reads, and which files hold secrets. */
export function readSurroundings(env: Readonly<Record<string, string | undefined>> = process.env) {
  const files = Object.entries(env).flatMap(([name, path]) => (name.endsWith("_FILE") && path ? [{ name, path }] : []));
  return {
    tlsUnchecked: env["NODE_TLS_REJECT_UNAUTHORIZED"] === "0",
    nodeOptions: env["NODE_OPTIONS"] ?? "",
    files,
    saidTwice: files.map(({ name }) => name.slice(0, -"_FILE".length)).filter((name) => env[name]),
  };
}

/** Where the store is, for a tool that needs nothing else. */
export function readStoreUrl(env: Readonly<Record<string, string | undefined>> = process.env): string {
  const read = reader(env, []);
  return read.text("STORE_URL", `sqlite:${join(resolve(read.text("DATA_DIR", "./data")), "loupe.db")}`);
}

/** What masking is told by files, for the command that prints a Collector's configuration. */
export function readMaskingFiles(env: Readonly<Record<string, string | undefined>> = process.env): {
  readonly chains: string | null;
  readonly privacy: string | null;
} {
  const read = reader(env, []);
  return { chains: read.optional("CHAINS_FILE"), privacy: read.optional("PRIVACY_FILE") };
}

/** `AUTH_SECRET` and the former one, for the same. */
export function readAuthSecrets(env: Readonly<Record<string, string | undefined>> = process.env): readonly [string, ...string[]] {
  const read = reader(env, []);
  const former = read.optional("AUTH_SECRET_PREVIOUS");
  return [read.text("AUTH_SECRET", ""), ...(former === null ? [] : [former])];
}

/** `Name=https://…{traceId}`, several by `;`: ways out to other tools. */
function readLinks(read: Pick<Reader, "optional" | "faults">): readonly LinkTemplate[] {
  const { links, faults } = parseLinks(read.optional("LINKS") ?? "");
  read.faults.push(...faults.map((fault) => `LINKS: ${fault}`));
  return links;
}

type Reader = ReturnType<typeof reader>;

function reader(env: Readonly<Record<string, string | undefined>>, faults: string[]) {
  const optional = (name: string): string | null => {
    const file = env[`${name}_FILE`];
    if (!file) return env[name]?.trim() || null;
    try {
      return readFileSync(file, "utf8").trim();
    } catch (error) {
      faults.push(`${name}_FILE: cannot read ${file} (${(error as NodeJS.ErrnoException).code}): give a path that this process may read`);
      return null;
    }
  };
  return {
    faults,
    optional,
    text: (name: string, otherwise: string): string => optional(name) ?? otherwise,
    required(name: string, cure: string): string {
      const value = optional(name);
      if (value === null && !env[`${name}_FILE`]) faults.push(`${name} is missing: ${cure}`);
      return value ?? "";
    },
    list: (name: string, otherwise = ""): readonly string[] =>
      (optional(name) ?? otherwise)
        .split(",")
        .map((item) => item.trim())
        .filter((item) => item !== ""),
    count(name: string, otherwise: number): number {
      const value = optional(name);
      if (value === null) return otherwise;
      if (/^\d{1,9}$/.test(value)) return Number(value);
      if (!(name === "OTLP_PORT" && value === "off")) faults.push(`${name}=${value}: must be a whole number, not negative`);
      return otherwise;
    },
    url(name: string): string | null {
      const value = optional(name);
      if (value === null) return null;
      if (URL.canParse(value) && /^https?:$/.test(new URL(value).protocol)) return value.replace(/\/+$/, "");
      faults.push(`${name}=${value}: must be an http or https address`);
      return null;
    },
    /** `a=b;c=d`: distinguished names hold commas. */
    pairs(name: string): Readonly<Record<string, string>> {
      const pairs = (optional(name) ?? "").split(";").filter((pair) => pair.trim() !== "");
      return Object.fromEntries(
        pairs.flatMap((pair) => {
          const cut = pair.lastIndexOf("=");
          if (cut > 0) return [[pair.slice(0, cut).trim(), pair.slice(cut + 1).trim()]];
          faults.push(`${name}: "${pair}" is no pair: write group=role;group=role`);
          return [];
        }),
      );
    },
  };
}

function readDirectory(read: Reader, optional: boolean): DirectoryConfig | null {
  const url = read.optional("LDAP_URL");
  if (url === null) {
    if (!optional)
      read.faults.push("LDAP_URL is missing: the company's directory, e.g. ldaps://ldap.example.internal (or set AUTH_ISSUER)");
    return null;
  }
  return {
    url,
    startTls: read.text("LDAP_STARTTLS", "false") === "true",
    caPem: read.optional("LDAP_CA"),
    bindDn: read.required("LDAP_BIND_DN", "the reading account's distinguished name"),
    bindPassword: read.required("LDAP_BIND_PASSWORD", "the reading account's password (or LDAP_BIND_PASSWORD_FILE)"),
    userBase: read.required("LDAP_USER_BASE", "where people are, e.g. ou=people,dc=example,dc=com"),
    userAttribute: read.text("LDAP_USER_ATTRIBUTE", ""),
    groupBase: read.required("LDAP_GROUP_BASE", "where groups are, e.g. ou=groups,dc=example,dc=com"),
    ...readDirectoryDialect(read),
    groupRoles: read.pairs("GROUP_ROLES"),
    timeoutMs: read.count("LDAP_TIMEOUT_SECONDS", 5) * SECOND_MS,
  };
}

/** What is left out is the directory's own to suggest: nothing is put in its place. */
function readDirectoryDialect(read: Reader): Partial<DirectoryConfig> {
  const listed = (text: string | null) => text?.split(",").map((name) => name.trim()) ?? null;
  const members = listed(read.optional("LDAP_GROUP_MEMBER_ATTRIBUTES"));
  const memberOf = listed(read.optional("LDAP_MEMBER_OF_ATTRIBUTES"));
  const logins = listed(read.optional("LDAP_LOGIN_ATTRIBUTES"));
  return {
    userFilter: read.optional("LDAP_USER_FILTER"),
    groupNameAttribute: read.optional("LDAP_GROUP_NAME_ATTRIBUTE"),
    ...(logins === null ? {} : { loginAttributes: logins }),
    ...(members === null ? {} : { groupMemberAttributes: members }),
    ...(memberOf === null ? {} : { memberOfAttributes: memberOf.filter((name) => name !== "none") }),
  };
}

function readIssuer(read: Reader): ExternalIssuerConfig | null {
  const url = read.url("AUTH_ISSUER");
  if (url === null) return null;
  return {
    url,
    clientId: read.required("AUTH_CLIENT_ID", "Loupe's client id at the issuer"),
    clientSecret: read.required("AUTH_CLIENT_SECRET", "Loupe's client secret at the issuer (or AUTH_CLIENT_SECRET_FILE)"),
    // Without a directory there is nowhere else to look.
    groupsClaim: read.optional("AUTH_GROUPS_CLAIM") ?? (read.optional("LDAP_URL") === null ? "groups" : null),
    userClaim: read.optional("AUTH_USER_CLAIM"),
    scopes: read.text("AUTH_SCOPES", DEFAULT_ISSUER.scopes),
    prompt: read.text("AUTH_PROMPT", DEFAULT_ISSUER.prompt),
    audiences: read.list("AUTH_AUDIENCE"),
    caPem: read.optional("AUTH_CA"),
    timeoutMs: read.count("AUTH_TIMEOUT_SECONDS", DEFAULT_ISSUER.timeoutMs / SECOND_MS) * SECOND_MS,
    groupRoles: read.pairs("GROUP_ROLES"),
  };
}

/** `id:role:secret`, several by `;`. */
function readApiClients(read: Reader): readonly ApiClientConfig[] {
  const entries = (read.optional("API_CLIENTS") ?? "").split(";").filter((entry) => entry.trim() !== "");
  return entries.flatMap((entry, index) => {
    const [id = "", role = "", ...secret] = entry.trim().split(":");
    if (id !== "" && role !== "" && secret.join(":").length >= 16) return [{ id, role, secret: secret.join(":") }];
    read.faults.push(`API_CLIENTS: entry ${index + 1} must be id:role:secret, the secret of at least 16 characters`);
    return [];
  });
}

/** next-auth learns its own address from the environment and nowhere else; it is known only once the port is bound. */
export function announceAddress(baseUrl: string): void {
  process.env["NEXTAUTH_URL"] = baseUrl;
}

/**
 * The demo's, whose other settings are its own.
 * @throws Error that names the fault and its cure
 */
export function readDemoLinks(env: Readonly<Record<string, string | undefined>> = process.env): readonly LinkTemplate[] {
  const faults: string[] = [];
  const links = readLinks(reader(env, faults));
  if (faults.length > 0) throw new Error(faults.join("\n"));
  return links;
}

/** How backends of one kind are asked. */
function readAccess(read: Reader, kind: "JAEGER" | "TEMPO"): SourceAccess {
  const token = read.optional(`${kind}_TOKEN`);
  const user = read.optional(`${kind}_USER`);
  const tenant = read.optional(`${kind}_TENANT`);
  const api = read.text(`${kind}_API`, "auto");
  const some = <K extends string>(key: K, value: string | null) => (value === null ? {} : ({ [key]: value } as Record<K, string>));
  if (token !== null && user !== null) read.faults.push(`${kind}_TOKEN and ${kind}_USER are both set: give one of them`);
  if (api !== "auto" && api !== "v1" && api !== "v3") read.faults.push(`${kind}_API=${api}: must be auto, v1 or v3`);
  const ms = (seconds: number) => (seconds === 0 ? null : seconds * SECOND_MS);
  return {
    auth:
      token !== null
        ? { kind: "bearer", token }
        : user !== null
          ? { kind: "basic", user, password: read.required(`${kind}_PASSWORD`, `the password of ${kind}_USER (or ${kind}_PASSWORD_FILE)`) }
          : { kind: "none" },
    headers: read.pairs(`${kind}_HEADERS`),
    tenant: tenant === null ? null : { header: kind === "TEMPO" ? "x-scope-orgid" : "x-tenant", value: tenant },
    tls: {
      ...some("caPem", read.optional(`${kind}_CA`)),
      ...some("clientCertPem", read.optional(`${kind}_CLIENT_CERT`)),
      ...some("clientKeyPem", read.optional(`${kind}_CLIENT_KEY`)),
    },
    timeoutMs: ms(read.count(`${kind}_TIMEOUT_SECONDS`, 0)),
    latenessMs: ms(read.count(`${kind}_LATENESS_SECONDS`, 0)),
    api: api === "v1" || api === "v3" ? api : "auto",
  };
}
