import assert from "node:assert/strict";
import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";

const top = join(import.meta.dirname, "..", "..");

/** A file is read in one sitting: half of them are short, nine of ten fit in a window, none is a day's work. */
const RULE = { median: 80, p90: 220, most: 400 };

interface Sized {
  readonly file: string;
  readonly lines: number;
}

const linesOf = (text: string): number => text.split("\n").length - (text.endsWith("\n") ? 1 : 0);

const sizesOf = (pattern: string): readonly Sized[] =>
  globSync(pattern, { cwd: top })
    .filter((file) => !file.includes("node_modules"))
    .map((file) => ({ file, lines: linesOf(readFileSync(join(top, file), "utf8")) }))
    .sort((a, b) => a.lines - b.lines);

const isTest = ({ file }: Sized): boolean => /\.(test|spec)\.tsx?$/.test(file);

/** What breaks the rule; that nothing was seen breaks it too. `sizes` ascend. */
function breaches(sizes: readonly Sized[], fewest: number): readonly string[] {
  const at = (share: number): number => sizes[Math.floor((sizes.length - 1) * share)]?.lines ?? 0;
  return [
    ...(sizes.length < fewest ? [`saw ${sizes.length} files, fewer than ${fewest}: the reader is blind`] : []),
    ...(at(0.5) > RULE.median ? [`the median file has ${at(0.5)} lines, more than ${RULE.median}`] : []),
    ...(at(0.9) > RULE.p90 ? [`a file in ten has more than ${at(0.9)} lines; ${RULE.p90} are allowed`] : []),
    ...sizes.filter(({ lines }) => lines > RULE.most).map(({ file, lines }) => `${file}: ${lines} lines, more than ${RULE.most}`),
  ];
}

test("files are short: the median, one in ten, and the longest", () => {
  const all = sizesOf("{lib,components,app,e2e}/**/*.{ts,tsx}");
  assert.deepEqual(
    breaches(
      all.filter((sized) => !isTest(sized)),
      300,
    ),
    [],
  );
  assert.deepEqual(
    breaches(
      all.filter((sized) => sized.lines > RULE.most),
      0,
    ),
    [],
    "tests are held to the longest",
  );
});

test("the rule bites: no files, long files, and one file too long are each told", () => {
  const file = (lines: number): Sized => ({ file: `x-${lines}.ts`, lines });
  assert.match(breaches([], 1).join(), /the reader is blind/);
  assert.match(breaches([file(81), file(81), file(81)], 1).join(), /the median file has 81 lines/);
  assert.match(breaches([file(1), ...Array.from({ length: 4 }, () => file(221))], 1).join(), /a file in ten/);
  assert.deepEqual(breaches([file(1), file(1), ...Array.from({ length: 17 }, () => file(2)), file(401)], 1), [
    "x-401.ts: 401 lines, more than 400",
  ]);
  assert.equal(linesOf("a\nb\n"), 2);
});
