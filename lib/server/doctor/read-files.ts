import { readFileSync } from "node:fs";
import { defaultChains, describeChainFileError, loadChains } from "../../chains/load.ts";
import { loadRoutes, type Target } from "../../notify/routes.ts";
import { loadPolicy } from "../../privacy/load-policy.ts";
import type { ServerConfig } from "../config.ts";
import { broken, type Finding, fine, orFine, reasonOf, weak } from "./finding.ts";
import { isPlain } from "./judge-sign-in.ts";

/** The operator's own files, read as the start reads them. */
export function readOwnFiles(config: ServerConfig): readonly Finding[] {
  return [
    ...read("CHAINS_FILE", config.chainsFile, (text, file) => {
      const chains = loadChains(text, file);
      return chains.ok
        ? [fine("CHAINS_FILE", `${chains.value.chains.length} chains`)]
        : mistakes("CHAINS_FILE", chains.error.map(describeChainFileError));
    }),
    ...read("PRIVACY_FILE", config.privacyFile ?? null, (text, file) => {
      const policy = loadPolicy(text, file);
      return policy.ok ? judgeKept(policy.value.keptKeys) : mistakes("PRIVACY_FILE", policy.error);
    }),
    ...read("ROUTES_FILE", config.routesFile ?? null, (text, file) => {
      const routes = loadRoutes(text, file, chainIds(config), (path) => readFileSync(path, "utf8"));
      return routes.ok ? judgeTargets(routes.value.map(({ target }) => target)) : mistakes("ROUTES_FILE", routes.error);
    }),
  ];
}

const chainIds = ({ chainsFile }: ServerConfig): readonly string[] => {
  try {
    const own = chainsFile === null ? null : loadChains(readFileSync(chainsFile, "utf8"), chainsFile);
    return (own?.ok ? own.value : defaultChains()).chains.map(({ id }) => id);
  } catch {
    return defaultChains().chains.map(({ id }) => id);
  }
};

function read(about: string, file: string | null, judge: (text: string, file: string) => readonly Finding[]): readonly Finding[] {
  if (file === null) return [];
  try {
    return judge(readFileSync(file, "utf8"), file);
  } catch (error) {
    return [broken(about, `${file} cannot be read (${reasonOf(error)})`, "give a path that this process may read")];
  }
}

const mistakes = (about: string, found: readonly string[]): readonly Finding[] =>
  found.map((one) => broken(about, one, "mend it: Loupe does not start with it"));

/** Keys that nearly always hold what a person is known by. */
const PERSONAL = /mail|phone|passport|card|iban|token|password|secret|cookie|authorization/i;

const judgeKept = (kept: readonly string[]): readonly Finding[] =>
  orFine(
    kept
      .filter((key) => PERSONAL.test(key))
      .map((key) => weak("PRIVACY_FILE", `keeps "${key}" unmasked`, "take it off the list, unless you know why it is there")),
    "PRIVACY_FILE",
    `${kept.length} keys are left alone`,
  );

function judgeTargets(targets: readonly Target[]): readonly Finding[] {
  const seen = new Map(targets.map((target) => [target.id, target]));
  return orFine(
    [...seen.values()].flatMap((target) => {
      const about = `ROUTES_FILE (${target.id})`;
      if (target.kind === "email")
        return target.security === "none" && target.host !== "localhost" && !target.host.startsWith("127.")
          ? [weak(about, "mail goes to its server unencrypted", "set security: starttls or tls")]
          : [];
      if (isPlain(target.url, "http:")) return [weak(about, "is told over plain http: what hangs can be read on the way", "use https")];
      return target.kind === "webhook" && target.secret.length < 16
        ? [weak(about, "its secret is shorter than 16 characters: signatures can be guessed", "make one with: openssl rand -base64 32")]
        : [];
    }),
    "ROUTES_FILE",
    `${seen.size} targets`,
  );
}
