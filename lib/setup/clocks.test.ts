import assert from "node:assert/strict";
import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { ROOMS } from "./rooms.ts";

const top = join(import.meta.dirname, "..", "..");

/** What reads the present or draws lots: below the pipeline both are given, so that every answer can be asked for again. */
const PRESENT = /\bDate\.now\b|\bnew Date\(\)|\bperformance\.now\b|\bprocess\.hrtime\b|\bMath\.random\b/;

/** The highest of the floors that are pure, without a single exception. */
const PURE = 2;

/** One floor up, where sockets and files are: a clock or a pause is a parameter, and this is the default of that parameter. */
const DEFAULTS: Readonly<Record<string, string>> = {
  "lib/store/open.ts": "options.clock",
  "lib/sources/http/create-http-client.ts": "options.clock and options.random",
  "lib/auth/even-answers.ts": "pace",
};

const isForTests = (file: string): boolean => /\.test\.ts$|\/test-|\/fake-|-for-tests\.ts$|\/contract[^/]*\.ts$|\/drawn-/.test(file);

/** Comments speak of clocks; only code may not read one. */
const codeOf = (text: string): string => text.replace(/\/\*[\s\S]*?\*\//g, "").replace(/^\s*\/\/.*$/gm, "");

const filesOf = (floors: (floor: number) => boolean): readonly string[] =>
  ROOMS.filter(({ path, floor }) => path.startsWith("lib/") && path !== "lib/setup" && floors(floor))
    .flatMap(({ path }) => globSync(`${path}/**/*.ts`, { cwd: top }))
    .filter((file) => !isForTests(file));

const readers = (files: readonly string[]): readonly string[] =>
  files.filter((file) => PRESENT.test(codeOf(readFileSync(join(top, file), "utf8"))));

test("models, detector, layout, masking and contract know no present: it is given to them", () => {
  const files = filesOf((floor) => floor <= PURE);
  assert.ok(files.length > 80, `saw ${files.length} files: the reader is blind`);
  assert.deepEqual(readers(files), []);
});

test("store, sources and sign-in are given their clock; what stands in for it is listed with the parameter", () => {
  const files = filesOf((floor) => floor === PURE + 1);
  assert.ok(files.length > 60, `saw ${files.length} files: the reader is blind`);
  assert.deepEqual([...readers(files)].sort(), Object.keys(DEFAULTS).sort());
});

test("a clock in a comment is words, in code it is seen", () => {
  assert.doesNotMatch(codeOf("/** never `Date.now()` */\n  // Date.now()\nconst now = clock();"), PRESENT);
  assert.match(codeOf("const now = Date.now(); // why"), PRESENT);
});
