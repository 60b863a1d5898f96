import { broken, type Finding, orFine, weak } from "./finding.ts";

/** What the process itself says; `lib/env.ts` and the caller read it. */
export interface ProcessFacts {
  readonly nodeVersion: string;
  /** Null where the system has no such thing. */
  readonly uid: number | null;
  /** NODE_TLS_REJECT_UNAUTHORIZED=0. */
  readonly tlsUnchecked: boolean;
  readonly nodeOptions: string;
  /** Variables set both as NAME and as NAME_FILE. */
  readonly saidTwice: readonly string[];
}

export function judgeProcess({ nodeVersion, uid, tlsUnchecked, nodeOptions, saidTwice }: ProcessFacts): readonly Finding[] {
  const [major = 0, minor = 0] = nodeVersion.replace(/^v/, "").split(".").map(Number);
  return orFine(
    [
      tlsUnchecked &&
        broken(
          "NODE_TLS_REJECT_UNAUTHORIZED",
          "is 0: no certificate is checked, of the directory, the issuer or the sources",
          "take it away; name a private authority by LDAP_CA_FILE, AUTH_CA_FILE or JAEGER_CA_FILE",
        ),
      /--insecure-http-parser/.test(nodeOptions) &&
        broken("NODE_OPTIONS", "--insecure-http-parser lets requests be smuggled past a proxy", "take it away"),
      /--inspect/.test(nodeOptions) && broken("NODE_OPTIONS", "--inspect lets whoever reaches its port run anything here", "take it away"),
      /--tls-min-v1\.[01]/.test(nodeOptions) && weak("NODE_OPTIONS", "TLS older than 1.2 is taken", "take --tls-min-… away"),
      (major < 22 || (major === 22 && minor < 12)) &&
        weak("Node", `${nodeVersion} is out of support`, "start by npm start, which brings Node 24"),
      uid === 0 && weak("user", "Loupe would run as root: a fault in it is a fault of the whole machine", "run it as a user of its own"),
      ...saidTwice.map((name) => weak(name, `${name} and ${name}_FILE are both set; the file counts`, "take one away")),
    ],
    "process",
    `Node ${nodeVersion}, not root, certificates checked`,
  );
}
