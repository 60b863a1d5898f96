import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { importsOf, isForTests, sourceFiles, specifiersOf, top } from "./read-imports.ts";

const files = new Set(sourceFiles());

/** All that is loaded from there on. */
function reachedFrom(starts: readonly string[]): ReadonlySet<string> {
  const reached = new Set(starts);
  for (const file of reached) for (const next of importsOf(file)) if (files.has(next)) reached.add(next); // a Set yields what is added while it is walked
  return reached;
}

const isBesideProduct = (file: string): boolean => file.startsWith("e2e/") || file.startsWith("lib/setup/") || isForTests(file);
const starts = [...files].filter((file) => file.startsWith("app/") && !isForTests(file)).concat("lib/server/main.ts", "lib/demo/main.ts");
const product = reachedFrom(starts);

/** `@scope/name` or `name` of what is imported from a package. */
const packageOf = (specifier: string): string => specifier.split("/", specifier.startsWith("@") ? 2 : 1).join("/");
const packagesOf = (file: string): readonly string[] =>
  specifiersOf(file)
    .filter((specifier) => /^[a-z@]/.test(specifier) && !specifier.startsWith("node:"))
    .map(packageOf);

test("what runs in production loads nothing that is for tests", () => {
  assert.ok(product.size > 300, `reached ${product.size} files: the reader is blind`);
  const testing = /^(?:node:test|node:assert|node:assert\/strict|fast-check|playwright.*)$/;
  assert.deepEqual(
    [...product].filter((file) => isForTests(file) || specifiersOf(file).some((specifier) => testing.test(specifier))),
    [],
  );
});

test("every package that production loads is a dependency, none of them one for development alone", () => {
  const { dependencies } = JSON.parse(readFileSync(join(top, "package.json"), "utf8")) as { dependencies: Record<string, string> };
  const loaded = new Set([...product].flatMap(packagesOf));
  assert.ok(loaded.size > 15);
  assert.deepEqual(
    [...loaded].filter((name) => !(name in dependencies)),
    [],
  );
});

test("no file is left over: each is reached from a page, a program or a test", () => {
  const all = reachedFrom([...files].filter((file) => starts.includes(file) || isBesideProduct(file)));
  assert.deepEqual(
    [...files].filter((file) => !all.has(file)),
    [],
  );
});
