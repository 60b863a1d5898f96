/** Reads a chain file: text → checked chains, or every mistake with its line. Who starts the process decides to stop on a mistake. */
import { readFileSync } from "node:fs";
import { isNode, LineCounter, parseDocument } from "yaml";
import { err, ok, type Result } from "#lib/base/result";
import { findMistakes, type Mistake, type Path } from "./cross-checks.ts";
import type { Chain, ChainSet, Step } from "./definition.ts";
import { type ChainFile, chainFile } from "./schema.ts";

export interface ChainFileError {
  readonly file: string;
  /** From 1. */
  readonly line: number;
  readonly reason: string;
}

/** A file of this size is no chain file; the parser is not asked. */
const MAX_CHARACTERS = 1_000_000;

export const loadChains = (text: string, fileName: string): Result<ChainSet, readonly ChainFileError[]> => {
  if (text.length > MAX_CHARACTERS) return err([{ file: fileName, line: 1, reason: "larger than a million characters" }]);
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, maxAliasCount: 100 } as Parameters<typeof parseDocument>[1]);
  if (document.errors.length > 0)
    return err(
      document.errors.map((error) => ({ file: fileName, line: lines.linePos(error.pos[0]).line, reason: firstLine(error.message) })),
    );
  let raw: unknown;
  try {
    raw = document.toJS({ maxAliasCount: 100 });
  } catch (error) {
    return err([{ file: fileName, line: 1, reason: firstLine(error instanceof Error ? error.message : String(error)) }]);
  }
  /** The line of the deepest node that exists on the way to `path`: a missing key is told at the map that lacks it. */
  const lineOf = (path: Path): number => {
    for (let length = path.length; length >= 0; length--) {
      const node = length === 0 ? document.contents : document.getIn(path.slice(0, length), true);
      if (isNode(node) && node.range) return lines.linePos(node.range[0]).line;
    }
    return 1;
  };
  const tell = (mistake: Mistake): ChainFileError => ({ file: fileName, line: lineOf(mistake.path), reason: mistake.reason });

  const parsed = chainFile.safeParse(raw);
  if (!parsed.success) return err(parsed.error.issues.flatMap(toMistakes).map(tell).sort(byLine));
  const mistakes = findMistakes(parsed.data);
  return mistakes.length > 0 ? err(mistakes.map(tell).sort(byLine)) : ok(toChainSet(parsed.data));
};

/** The chains that come with Loupe. That they are sound is a test's business; here a mistake is a bug. */
export const defaultChains = (): ChainSet => {
  const file = new URL("./critical-chains.yaml", import.meta.url);
  const loaded = loadChains(readFileSync(file, "utf8"), "critical-chains.yaml");
  if (loaded.ok) return loaded.value;
  throw new Error(loaded.error.map(describeChainFileError).join("\n"));
};

export const describeChainFileError = ({ file, line, reason }: ChainFileError): string => `${file}:${line}: ${reason}`;

const firstLine = (message: string): string => message.split("\n", 1)[0] ?? message;
const byLine = (a: ChainFileError, b: ChainFileError): number => a.line - b.line;

interface Issue {
  readonly code?: string;
  readonly path: readonly PropertyKey[];
  readonly message: string;
  readonly keys?: readonly string[];
  readonly errors?: readonly (readonly Issue[])[];
}

/** One mistake per unknown key, at that key; of a union the branch that came furthest speaks. */
const toMistakes = (issue: Issue): readonly Mistake[] => {
  const path = issue.path.map((part) => (typeof part === "number" ? part : String(part)));
  const at = path.length === 0 ? "" : `${showPath(path)}: `;
  if (issue.code === "unrecognized_keys")
    return (issue.keys ?? []).map((key) => ({ path: [...path, key], reason: `${at}unknown key "${key}"` }));
  if (issue.code === "invalid_union" && issue.errors) {
    const deepest = issue.errors.flat().sort((a, b) => b.path.length - a.path.length)[0];
    if (deepest) return toMistakes({ ...deepest, path: [...issue.path, ...deepest.path] });
  }
  return [{ path, reason: `${at}${issue.message}` }];
};

const showPath = (path: Path): string =>
  path.reduce<string>((shown, part) => (typeof part === "number" ? `${shown}[${part + 1}]` : shown === "" ? part : `${shown}.${part}`), "");

const toChainSet = (file: ChainFile): ChainSet => ({
  orderKeys: file.order_keys,
  userKeys: file.user_keys,
  facetKeys: file.facet_keys,
  deadLetters: file.dead_letters,
  peers: new Map(Object.entries(file.peers).map(([alias, service]) => [alias.toLowerCase(), service])),
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
