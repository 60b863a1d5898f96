import { checkConfig } from "../check-config.ts";
import type { ServerConfig } from "../config.ts";
import { askDirectory } from "./ask-directory.ts";
import { askIssuer } from "./ask-issuer.ts";
import { askSources } from "./ask-sources.ts";
import { askStore } from "./ask-store.ts";
import { broken, type Finding } from "./finding.ts";
import { judgeNetwork } from "./judge-network.ts";
import { judgeProcess, type ProcessFacts } from "./judge-process.ts";
import { judgeSecrets } from "./judge-secrets.ts";
import { judgeSignIn } from "./judge-sign-in.ts";
import { lookAtFiles } from "./look-at-files.ts";
import { readOwnFiles } from "./read-files.ts";

export interface Surroundings extends ProcessFacts {
  readonly files: readonly { readonly name: string; readonly path: string }[];
}

/** Everything that is looked at, the parts that others run last. Nothing is changed. */
export async function examine(config: ServerConfig, around: Surroundings, now: number): Promise<readonly Finding[]> {
  const faults = faultsOfStart(config);
  const readable = !faults.some(({ text }) => /CIDRS/.test(text));
  const asked = await Promise.all([
    askStore(config.storeUrl),
    askDirectory(config.directory, now),
    askIssuer(config, now),
    askSources(config, now),
  ]);
  return [
    ...faults,
    ...judgeProcess(around),
    ...judgeSecrets(config),
    ...lookAtFiles(config, around.files),
    ...(readable ? judgeNetwork(config) : []),
    ...judgeSignIn(config),
    ...readOwnFiles(config),
    ...asked.flat(),
  ];
}

/** What would stop the start. */
export function faultsOfStart(config: ServerConfig): readonly Finding[] {
  try {
    checkConfig(config);
    return [];
  } catch (error) {
    return (error as Error).message
      .split("\n")
      .slice(1)
      .map((line) => broken("start", line.replace(/^\s*-\s*/, ""), "mend it: Loupe does not start with it"));
  }
}

/** 0: all well, 1: something weak, 2: something broken. */
export const codeOf = (findings: readonly Finding[]): 0 | 1 | 2 =>
  findings.some(({ level }) => level === "broken") ? 2 : findings.some(({ level }) => level === "weak") ? 1 : 0;

const MARKS = { ok: "ok    ", weak: "weak  ", broken: "BROKEN" } as const;

/** A plain list, what is broken first. */
export function listFindings(findings: readonly Finding[]): string {
  const lines = (["broken", "weak", "ok"] as const).flatMap((wanted) =>
    findings
      .filter(({ level }) => level === wanted)
      .map(({ about, level, text, cure }) => `${MARKS[level]}  ${about}: ${text}${cure === null ? "" : `\n          → ${cure}`}`),
  );
  const count = (wanted: Finding["level"]) => findings.filter(({ level }) => level === wanted).length;
  return `${lines.join("\n")}\n\n${count("ok")} ok, ${count("weak")} weak, ${count("broken")} broken`;
}
