import { z } from "zod";
import type { ServerConfig } from "../config.ts";
import { ask, judgeCertificate, judgeClock } from "./ask-http.ts";
import { broken, type Finding, fine, reasonOf, weak } from "./finding.ts";

const discovery = z.looseObject({
  issuer: z.string(),
  jwks_uri: z.string(),
  authorization_endpoint: z.string(),
  token_endpoint: z.string(),
  id_token_signing_alg_values_supported: z.array(z.string()).default(["RS256"]),
  code_challenge_methods_supported: z.array(z.string()).optional(),
  end_session_endpoint: z.string().optional(),
  backchannel_logout_supported: z.boolean().default(false),
  backchannel_logout_session_supported: z.boolean().default(false),
});

const END = "/.well-known/openid-configuration";

/** The company's own issuer; the bundled one is Loupe itself. */
export async function askIssuer({ issuer, directory }: ServerConfig, now: number): Promise<readonly Finding[]> {
  if (issuer === null) return [];
  const about = "AUTH_ISSUER";
  const base = issuer.url.replace(END, "").replace(/\/+$/, "");
  try {
    const ca = issuer.caPem ?? undefined;
    const asked = await ask(`${base}${END}`, { ca });
    const parsed = asked.status === 200 ? discovery.safeParse(readJson(asked.text)) : null;
    if (!parsed?.success)
      return [
        broken(about, `its discovery document cannot be read (HTTP ${asked.status})`, `give the address below which ${END} is served`),
      ];
    return [
      ...judgeDiscovery(parsed.data, base, directory !== null),
      ...(await askKeys(parsed.data.jwks_uri, ca)),
      ...judgeClock(about, asked.aheadMs),
      ...judgeCertificate(about, asked.validTo, now),
    ];
  } catch (error) {
    return [broken(about, `does not answer: ${reasonOf(error)}`, "check address, network and, for a private authority, AUTH_CA")];
  }
}

const readJson = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
};

export function judgeDiscovery(found: z.output<typeof discovery>, base: string, hasDirectory: boolean): readonly Finding[] {
  const about = "AUTH_ISSUER";
  const algorithms = found.id_token_signing_alg_values_supported;
  const signed = algorithms.filter((one) => /^(RS|PS|ES)\d|^EdDSA$|^Ed25519$/.test(one));
  const pkce = found.code_challenge_methods_supported;
  const faults = [
    found.issuer.replace(/\/+$/, "") !== base &&
      weak(about, `calls itself ${found.issuer.slice(0, 120)}`, "set AUTH_ISSUER to exactly that"),
    signed.length === 0 && broken(about, "signs id tokens by no algorithm that Loupe takes", "let it use RS256, PS256 or ES256"),
    algorithms.includes("none") &&
      weak(about, "offers id tokens without a signature (Loupe refuses them)", "switch the algorithm none off for this client"),
    pkce !== undefined &&
      !pkce.includes("S256") &&
      weak(about, "does not name PKCE S256", "allow it: a code that was overheard is worthless then"),
    found.end_session_endpoint === undefined &&
      weak(about, "offers no end of session: after signing out here one is still signed in there", "switch its end_session_endpoint on"),
    !found.backchannel_logout_supported &&
      !hasDirectory &&
      weak(
        about,
        "tells nobody of a sign-out or a leaver (no back-channel logout), and there is no directory to ask",
        "switch back-channel logout on, or set LDAP_URL",
      ),
  ].filter((one) => one !== false);
  return [
    fine(about, `${base}: ${signed.slice(0, 4).join(", ")}${found.backchannel_logout_supported ? ", back-channel logout" : ""}`),
    ...faults,
  ];
}

async function askKeys(url: string, ca: string | undefined): Promise<readonly Finding[]> {
  try {
    const { status, text } = await ask(url, { ca });
    const { keys } = (status === 200 ? readJson(text) : null) as { keys?: unknown[] };
    if (Array.isArray(keys) && keys.length > 0) return [];
  } catch {} // said below
  return [broken("AUTH_ISSUER", "its signing keys (jwks_uri) cannot be read: no token can be checked", "let Loupe reach them")];
}
