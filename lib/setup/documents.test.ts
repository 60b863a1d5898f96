import assert from "node:assert/strict";
import { existsSync, globSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { test } from "node:test";
import { ROOMS } from "./rooms.ts";

const top = join(import.meta.dirname, "..", "..");
const read = (path: string): string => readFileSync(join(top, path), "utf8");
const found = (pattern: string): readonly string[] => globSync(pattern, { cwd: top }).filter((path) => !path.includes("node_modules"));

/** Documents that say how things are; decision records say how they came to be, and may name what is gone or was not chosen. */
const documents = ["README.md", ...found("{lib,components,e2e}/**/*.md").filter((path) => !path.includes("/decisions/"))];

/** `tree.ts`, `issuer/`, `otlp-*.ts`, `lib/trace/span.ts`: what looks like a file or folder of ours, in backticks. */
const NAMED = /`((?:[\w.*-]+\/)*[\w*-]+(?:\.[\w-]+)*\.(?:tsx?|mjs|ya?ml|css)|(?:[\w-]+\/)+)`/g;

/** Beside the document, in its room's subfolders, or from `lib/` or the checkout's top. */
const isThere = (document: string, name: string): boolean =>
  [`${dirname(document)}/${name}`, `${dirname(document)}/**/${name}`, `lib/${name}`, name].some((pattern) => found(pattern).length > 0);

/** The words a document may say of what is made by whoever follows it. */
const TO_BE_MADE = new Set(["wire.ts", "to-trace.ts"]);

test("every file and folder that a document names is there", () => {
  const named = documents.flatMap((document) => [...read(document).matchAll(NAMED)].map((match) => ({ document, name: match[1]! })));
  assert.ok(documents.length > 15 && named.length > 100, `saw ${named.length} names in ${documents.length} documents: the reader is blind`);
  assert.deepEqual(
    named.filter(({ document, name }) => !TO_BE_MADE.has(name) && !isThere(document, name)),
    [],
  );
});

test("every link between documents leads somewhere", () => {
  const links = documents.flatMap((document) =>
    [...read(document).matchAll(/\]\((?!https?:|#)([^)#\s]+)/g)].map((match) => ({ document, to: match[1]! })),
  );
  assert.ok(links.length >= 5, `saw ${links.length} links`);
  assert.deepEqual(
    links.filter(({ document, to }) => !existsSync(join(top, dirname(document), to))),
    [],
  );
});

test("every room opens with a README, and is on the picture of the house", () => {
  const picture = read("lib/ARCHITECTURE.md");
  for (const { path } of ROOMS) {
    assert.ok(found(path).length === 1, `${path} is in the table of rooms and not in the house`);
    assert.ok(picture.includes(path), `${path} is not in lib/ARCHITECTURE.md`);
    if (path.endsWith(".ts") || path === "app") continue;
    assert.ok(existsSync(join(top, path, "README.md")), `${path} has no README.md`);
  }
});

test("every folder of lib is a room of the table", () => {
  const rooms = ROOMS.map(({ path }) => path);
  const entries = found("lib/*").filter((path) => !path.endsWith(".md") && !path.endsWith(".test.ts"));
  assert.ok(entries.length > 15);
  assert.deepEqual(
    entries.filter((path) => !rooms.includes(path)),
    [],
  );
});

test("scripts and flags that the documents name exist", () => {
  const scripts = JSON.parse(read("package.json")).scripts as Record<string, string>;
  const options = read("lib/demo/options.ts");
  const text = documents.map(read).join("\n");
  const runs = [...text.matchAll(/`npm (?:run )?([a-z:]+)/g)].map((match) => match[1]!);
  assert.ok(runs.length > 8);
  for (const script of runs) assert.ok(script in scripts, `npm run ${script}`);
  const flags = [...read("README.md").matchAll(/`(--[a-z-]+)/g)].map((match) => match[1]!);
  assert.ok(flags.length > 8);
  for (const flag of flags) assert.ok(options.includes(`"${flag}"`), flag);
  for (const [, bench = ""] of text.matchAll(/npm run bench ([a-z][a-z-]*)/g))
    assert.ok(existsSync(join(top, `e2e/bench/${bench}.bench.ts`)), `npm run bench ${bench}`);
});

test("a decision record is read in two minutes: at most 60 lines", () => {
  const records = found("{lib,components,e2e}/**/decisions/*.md");
  assert.ok(records.length > 15);
  for (const record of records) assert.ok(read(record).split("\n").length <= 61, record);
});
