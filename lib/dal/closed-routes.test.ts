import assert from "node:assert/strict";
import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";

const app = join(import.meta.dirname, "../../app");

/** Open to strangers, each for a reason; whatever else is in `app/` asks who is looking. */
const OPEN = new Set([
  "api/auth/[...nextauth]/route.ts",
  "signin/route.ts",
  "signin/failed/page.tsx",
  "signin/ended/page.tsx",
  "signout/route.ts",
  "denied/page.tsx",
]);
/** Made-up data, and only where `isGalleryOpen` says that this is a developer's machine. */
const GALLERY = /^gallery\//;

const files = globSync("**/{route.ts,route.tsx,page.tsx,page.ts}", { cwd: app }).map((file) => ({
  file,
  text: readFileSync(join(app, file), "utf8"),
}));
const METHODS = /\b(GET|HEAD|POST|PUT|PATCH|DELETE|OPTIONS)\b/g;

test("the walk saw the routes and pages, so that an empty folder cannot pass", () => {
  assert.ok(files.filter(({ file }) => file.includes("route.")).length >= 8, "routes");
  assert.ok(files.filter(({ file }) => file.includes("page.")).length >= 4, "pages");
  for (const open of OPEN)
    assert.ok(
      files.some(({ file }) => file === open),
      `${open} is in the list of open doors, but is no door any more`,
    );
});

for (const { file, text } of files) {
  if (OPEN.has(file)) continue;
  if (GALLERY.test(file)) {
    test(`${file} is open to developers only`, () => assert.match(text, /if \(!isGalleryOpen\(\)\) notFound\(\)/));
    continue;
  }
  if (file.includes("route."))
    test(`every method of ${file} is behind the gate`, () => {
      const exported = text
        .split("\n")
        .filter((line) => /^export\b/.test(line))
        .join("\n");
      const methods = [...exported.matchAll(METHODS)].length;
      assert.ok(methods > 0, "exports no method");
      assert.doesNotMatch(exported, /^export (async )?function/m);
      const guarded = [...text.matchAll(/^(export )?const \w+ = withViewer(<[^>]*>)?\(/gm)];
      // `export { answer as GET, answer as POST }` gives one guarded handler several names.
      const aliases = [...exported.matchAll(/\b(\w+) as [A-Z]+\b/g)].map(([, name]) => name);
      assert.ok(
        aliases.every((name) => new RegExp(`^const ${name} = withViewer`, "m").test(text)),
        "an alias of something unguarded",
      );
      assert.equal(guarded.filter(([line]) => line.startsWith("export")).length + aliases.length, methods);
    });
  else
    test(`${file} asks who is looking, itself`, () => {
      assert.match(text, /await requireViewer\(/);
      const [first = ""] = text.slice(text.indexOf("export default")).match(/await \w+[^;]*/) ?? [];
      assert.match(first, /requireViewer/, "before anything else");
    });
}

for (const { file, text } of globSync("**/*.{ts,tsx}", { cwd: app }).map((file) => ({ file, text: readFileSync(join(app, file), "utf8") })))
  test(`${file} knows data through lib/dal alone`, () => {
    assert.doesNotMatch(text, /#lib\/(store|sources|pipeline|runtime|server|wiring|demo)\b/);
    if (!OPEN.has(file)) assert.doesNotMatch(text, /#lib\/auth\/(?!viewer|roles)/);
  });
