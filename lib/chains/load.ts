/** Reads a chain file: text → checked chains, or every mistake with its line. Who starts the process decides to stop on a mistake. */
import { readFileSync } from "node:fs";
import { describeMistake, readYaml, type YamlMistake } from "#lib/base/read-yaml";
import { ok, type Result } from "#lib/base/result";
import { findMistakes } from "./cross-checks.ts";
import type { Chain, ChainSet, Step } from "./definition.ts";
import { type ChainFile, chainFile } from "./schema.ts";

export type ChainFileError = YamlMistake;
export const describeChainFileError = describeMistake;

export const loadChains = (text: string, fileName: string): Result<ChainSet, readonly ChainFileError[]> => {
  const read = readYaml(text, fileName, chainFile, findMistakes);
  return read.ok ? ok(toChainSet(read.value)) : read;
};

export const defaultChainText = (): string => readFileSync(new URL("./critical-chains.yaml", import.meta.url), "utf8");

/** The chains that come with Loupe. That they are sound is a test's business; here a mistake is a bug. */
export const defaultChains = (): ChainSet => {
  const loaded = loadChains(defaultChainText(), "critical-chains.yaml");
  if (loaded.ok) return loaded.value;
  throw new Error(loaded.error.map(describeChainFileError).join("\n"));
};

const toChainSet = (file: ChainFile): ChainSet => ({
  orderKeys: file.order_keys,
  userKeys: file.user_keys,
  facetKeys: file.facet_keys,
  deadLetters: file.dead_letters,
  peers: new Map(Object.entries(file.peers).map(([alias, service]) => [alias.toLowerCase(), service])),
  sampling: new Map(Object.entries(file.sampling)),
  chains: file.chains.map(toChain),
});

const toChain = (chain: ChainFile["chains"][number]): Chain => ({
  id: chain.id,
  title: chain.title,
  after: chain.after,
  keyedBy: chain.keyed_by,
  signs: chain.signs.map(dropAbsent),
  steps: chain.steps.map(
    (step): Step => ({
      id: step.id,
      title: step.title,
      role: step.role,
      services: step.services,
      softMs: step.soft ?? null,
      hardMs: step.hard ?? null,
      match: step.match.map((one) => ({ ...dropAbsent(one), service: one.service ?? step.services })),
      orNextBegins: step.or_next_begins,
    }),
  ),
});

/** `{ kind: undefined }` and no kind are one thing, under exactOptionalPropertyTypes or not. */
const dropAbsent = <T extends object>(conditions: T): T =>
  Object.fromEntries(Object.entries(conditions).filter(([, value]) => value !== undefined)) as T;
