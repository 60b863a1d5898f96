import type { ServerConfig, SourceAccess } from "../config.ts";
import { ask, judgeCertificate, judgeClock } from "./ask-http.ts";
import { broken, type Finding, fine, reasonOf, weak } from "./finding.ts";
import { isPlain } from "./judge-sign-in.ts";

/** A question that each kind answers cheaply, and only to who may read. */
const QUESTIONS = { jaeger: ["/api/services", "/api/v3/services"], tempo: ["/api/search/tags", "/api/v2/search/tags"] } as const;

export async function askSources({ sources, sourceAccess }: ServerConfig, now: number): Promise<readonly Finding[]> {
  const found = await Promise.all(
    sources.map(async (entry) => {
      const [kind = "", ...rest] = entry.split("=");
      if (kind === "embedded")
        return [fine("SOURCES", "embedded: personal values are encrypted at rest under keys that AUTH_SECRET seals")];
      if (kind !== "jaeger" && kind !== "tempo")
        return [broken("SOURCES", `"${kind}" is no source that Loupe can read`, "embedded, jaeger=URL or tempo=URL")];
      return askSource(kind, rest.join("="), sourceAccess?.[kind], now);
    }),
  );
  return found.flat();
}

async function askSource(
  kind: "jaeger" | "tempo",
  address: string,
  access: SourceAccess | undefined,
  now: number,
): Promise<readonly Finding[]> {
  const about = `SOURCES (${kind})`;
  if (!URL.canParse(address)) return [broken(about, "has no address", `write ${kind}=http://host:port`)];
  const url = new URL(address);
  const inUrl = url.username === "" ? null : basic(decodeURIComponent(url.username), decodeURIComponent(url.password));
  url.username = url.password = "";
  const auth = access?.auth;
  const authorization = auth?.kind === "bearer" ? `Bearer ${auth.token}` : auth?.kind === "basic" ? basic(auth.user, auth.password) : inUrl;
  const headers = {
    ...access?.headers,
    ...(access?.tenant ? { [access.tenant.header]: access.tenant.value } : {}),
    ...(authorization === null ? {} : { authorization }),
  };
  const sendsSecret = authorization !== null || Object.keys(access?.headers ?? {}).some((name) => /auth|token|key|cookie/i.test(name));
  const findings: Finding[] = [];
  if (isPlain(address, "http:"))
    findings.push(
      sendsSecret
        ? broken(about, "its credentials go over plain http off this machine", "use https")
        : weak(about, "traces, with the personal data in them, come over plain http", "use https, or keep it on a network of its own"),
    );
  const { tls } = access ?? {};
  for (const path of QUESTIONS[kind]) {
    try {
      const base = url.href.replace(/\/+$/, "");
      const asked = await ask(`${base}${path}`, { headers, ca: tls?.caPem, cert: tls?.clientCertPem, key: tls?.clientKeyPem });
      if (asked.status === 404 && path !== QUESTIONS[kind].at(-1)) continue;
      findings.push(asked.status < 300 ? fine(about, `${url.host} answers`) : refused(about, asked.status));
      findings.push(...judgeClock(about, asked.aheadMs), ...judgeCertificate(about, asked.validTo, now));
      if (asked.status < 300 && authorization !== null && (await opensToAnybody(`${base}${path}`, tls)))
        findings.push(
          weak(about, "answers without credentials too: whoever reaches it reads all traces unmasked", "close it, or its network"),
        );
      return findings;
    } catch (error) {
      return [...findings, broken(about, `${url.host} does not answer: ${reasonOf(error)}`, "check address, network and certificate")];
    }
  }
  return findings;
}

const refused = (about: string, status: number): Finding =>
  status === 401 || status === 403
    ? broken(about, `refuses our credentials (HTTP ${status})`, "mend its token, user or tenant")
    : broken(about, `answers with HTTP ${status}`, "check the address and its base path");

const basic = (user: string, password: string): string => `Basic ${Buffer.from(`${user}:${password}`).toString("base64")}`;

const opensToAnybody = async (url: string, tls: SourceAccess["tls"] | undefined): Promise<boolean> =>
  (await ask(url, { ca: tls?.caPem, cert: tls?.clientCertPem, key: tls?.clientKeyPem }).catch(() => null))?.status === 200;
