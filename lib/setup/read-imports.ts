import { globSync, readFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path";

export const top = join(import.meta.dirname, "..", "..");

/** Every file of ours that the compiler sees, by its path from the checkout's top. */
export const sourceFiles = (): readonly string[] =>
  globSync(["{lib,components,app,e2e}/**/*.{ts,tsx}", "*.ts"], { cwd: top }).filter(
    (file) => file !== "next-env.d.ts" && !file.includes("node_modules"),
  );

/** `x.test.ts`, and what only such files use: `test-x.ts`, `x-for-tests.ts`. */
export const isForTests = (file: string): boolean => /\.test\.ts$|\/test-[^/]+\.ts$|-for-tests\.ts$/.test(file);

const IMPORT = /^\s*(?:import|export)\b[^;"'`]*?from\s*["']([^"']+)["']|^\s*import\s*["']([^"']+)["']|\bimport\(\s*["']([^"']+)["']\s*\)/gm;
/** Workers and children are started by their file. */
const STARTED = /new URL\(\s*["'](\.{1,2}\/[^"']+\.ts)["']\s*,\s*import\.meta\.url\s*\)|import\.meta\.dirname,\s*["']([^"']+\.ts)["']/g;

/** What a file imports, in all forms, as it stands there. */
export const specifiersOf = (file: string): readonly string[] => {
  const text = readFileSync(join(top, file), "utf8");
  const imported = [...text.matchAll(IMPORT)].map((match) => match[1] ?? match[2] ?? match[3] ?? "");
  return [...imported, ...[...text.matchAll(STARTED)].map((match) => match[1] ?? `./${match[2]}`)];
};

/** The files of ours among them, by their path from the checkout's top. */
export const importsOf = (file: string): readonly string[] =>
  specifiersOf(file).flatMap((specifier) => {
    if (specifier.startsWith("#lib/")) return [`lib/${specifier.slice(5)}.ts`];
    if (specifier.startsWith("#components/")) return [`components/${specifier.slice(12)}.tsx`];
    if (specifier.startsWith(".")) return [normalize(join(dirname(file), specifier))];
    return [];
  });
