import assert from "node:assert/strict";
import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { CALLS, FILES, OPEN_DOORS, PAGES } from "../auth/doors.ts";

const app = join(import.meta.dirname, "../../app");

const files = globSync("**/{route.ts,route.tsx,page.tsx,page.ts}", { cwd: app }).map((file) => ({
  file,
  pattern: `/${file}`.replace(/\/(page|route)\.tsx?$/, "").replace(/\/\([^/]+\)/g, "") || "/",
  text: readFileSync(join(app, file), "utf8"),
}));
/** Made-up data, and only where `isGalleryOpen` says that this is a developer's machine. */
const isGallery = (pattern: string): boolean => pattern.startsWith("/gallery");
const isOpen = (pattern: string): boolean => pattern in OPEN_DOORS && !isGallery(pattern);
const METHODS = /\b(GET|HEAD|POST|PUT|PATCH|DELETE|OPTIONS)\b/g;
const TABLE = "lib/auth/doors.ts";

test("the walk saw the routes and pages, so that an empty folder cannot pass", () => {
  assert.ok(files.filter(({ file }) => file.includes("route.")).length >= 8, "routes");
  assert.ok(files.filter(({ file }) => file.includes("page.")).length >= 4, "pages");
});

test("the table names nothing that is no door any more", () => {
  const patterns = new Set(files.map(({ pattern }) => pattern));
  const named = [...Object.keys(PAGES), ...[...Object.keys(CALLS), ...Object.keys(FILES)].map((call) => call.split(" ")[1] ?? "")];
  assert.deepEqual(
    [...new Set(named)].filter((pattern) => !patterns.has(pattern)).map((pattern) => `take ${pattern} out of ${TABLE}`),
    [],
  );
  for (const file of Object.keys(FILES)) assert.ok(file in CALLS, `${file} stands in FILES only`);
});

for (const { file, pattern, text } of files) {
  if (isOpen(pattern)) continue;
  if (isGallery(pattern)) {
    test(`${file} is open to developers only`, () => assert.match(text, /if \(!isGalleryOpen\(\)\) notFound\(\)/));
    continue;
  }
  if (file.includes("route."))
    test(`every method of ${file} is behind the gate, and asks for the right that the table names`, () => {
      const exported = text
        .split("\n")
        .filter((line) => /^export\b/.test(line))
        .join("\n");
      const methods = [...exported.matchAll(METHODS)].map(([method]) => method);
      assert.ok(methods.length > 0, "exports no method");
      assert.doesNotMatch(exported, /^export (async )?function/m);
      const guarded = [...text.matchAll(/^(export )?const (\w+) = withViewer(?:<[^>]*>)?\(\s*"([\w-]+)"/gm)];
      // `export { answer as GET, answer as POST }` gives one guarded handler several names.
      const aliases = [...exported.matchAll(/\b(\w+) as ([A-Z]+)\b/g)].map(([, name, method]) => ({ name, method }));
      const rights = new Map<string, string | undefined>([
        ...guarded.filter(([, exports]) => exports).map(([, , name, right]) => [name ?? "", right] as const),
        ...aliases.map(({ name, method }) => [method ?? "", guarded.find(([, , known]) => known === name)?.[3]] as const),
      ]);
      for (const method of methods) {
        const right = rights.get(method);
        assert.ok(right, `${method} is not withViewer("…", …): nobody asks who is looking`);
        const door = `${method} ${pattern}`;
        assert.ok(door in CALLS, `nobody has said who may: add "${door}": "${right}" to CALLS in ${TABLE}`);
        assert.equal(right, CALLS[door], `${door}: the code and ${TABLE} say different rights`);
      }
      const listed = Object.keys(CALLS).filter((door) => door.endsWith(` ${pattern}`));
      assert.deepEqual(
        listed.map((door) => door.split(" ")[0]).toSorted(),
        methods.toSorted(),
        `${TABLE} names other methods of ${pattern}`,
      );
    });
  else
    test(`${file} asks who is looking, itself, for the right that the table names`, () => {
      const [first = ""] = text.slice(text.indexOf("export default")).match(/await \w+[^;]*/) ?? [];
      assert.match(first, /requireViewer\(/, "before anything else");
      const right = /requireViewer\((?:"([\w-]+)")?\)/.exec(first)?.[1] ?? "read";
      assert.ok(pattern in PAGES, `nobody has said who may: add "${pattern}": "${right}" to PAGES in ${TABLE}`);
      assert.equal(right, PAGES[pattern], `${pattern}: the code and ${TABLE} say different rights`);
      for (const [, other = "read"] of text.matchAll(/requireViewer\((?:"([\w-]+)")?\)/g)) assert.equal(other, right);
    });
}

for (const { file, text } of globSync("**/*.{ts,tsx}", { cwd: app }).map((file) => ({ file, text: readFileSync(join(app, file), "utf8") })))
  test(`${file} knows data through lib/dal alone`, () => {
    assert.doesNotMatch(text, /#lib\/(store|sources|pipeline|runtime|server|wiring|demo)\b/);
    if (!/^(api\/auth|signin|signout)\//.test(file)) assert.doesNotMatch(text, /#lib\/auth\/(?!viewer|roles)/);
  });
