/** Reads an operator's YAML file by a schema: the value, or every mistake with its line. */
import { isNode, LineCounter, parseDocument } from "yaml";
import type { z } from "zod";
import { err, ok, type Result } from "./result.ts";

export interface YamlMistake {
  readonly file: string;
  /** From 1. */
  readonly line: number;
  readonly reason: string;
}

export type YamlPath = readonly (string | number)[];

/** What a schema cannot say: found after it holds, told at a place in the document. */
export interface Mistake {
  readonly path: YamlPath;
  readonly reason: string;
}

/** A file of this size was written by nobody; the parser is not asked. */
const MAX_CHARACTERS = 1_000_000;

export function readYaml<S extends z.ZodType>(
  text: string,
  file: string,
  schema: S,
  findMistakes: (value: z.output<S>) => readonly Mistake[] = () => [],
): Result<z.output<S>, readonly YamlMistake[]> {
  if (text.length > MAX_CHARACTERS) return err([{ file, line: 1, reason: "larger than a million characters" }]);
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, maxAliasCount: 100 } as Parameters<typeof parseDocument>[1]);
  if (document.errors.length > 0)
    return err(document.errors.map((error) => ({ file, line: lines.linePos(error.pos[0]).line, reason: firstLine(error.message) })));
  let raw: unknown;
  try {
    raw = document.toJS({ maxAliasCount: 100 });
  } catch (error) {
    return err([{ file, line: 1, reason: firstLine(error instanceof Error ? error.message : String(error)) }]);
  }
  /** The line of the deepest node that exists on the way to `path`: a missing key is told at the map that lacks it. */
  const lineOf = (path: YamlPath): number => {
    for (let length = path.length; length >= 0; length--) {
      const node = length === 0 ? document.contents : document.getIn(path.slice(0, length), true);
      if (isNode(node) && node.range) return lines.linePos(node.range[0]).line;
    }
    return 1;
  };
  const tell = (mistake: Mistake): YamlMistake => ({ file, line: lineOf(mistake.path), reason: mistake.reason });
  const parsed = schema.safeParse(raw);
  if (!parsed.success) return err(parsed.error.issues.flatMap(toMistakes).map(tell).sort(byLine));
  const mistakes = findMistakes(parsed.data);
  return mistakes.length > 0 ? err(mistakes.map(tell).sort(byLine)) : ok(parsed.data);
}

export const describeMistake = ({ file, line, reason }: YamlMistake): string => `${file}:${line}: ${reason}`;

const firstLine = (message: string): string => message.split("\n", 1)[0] ?? message;
const byLine = (a: YamlMistake, b: YamlMistake): number => a.line - b.line;

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

const showPath = (path: YamlPath): string =>
  path.reduce<string>((shown, part) => (typeof part === "number" ? `${shown}[${part + 1}]` : shown === "" ? part : `${shown}.${part}`), "");
