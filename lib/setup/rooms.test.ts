import assert from "node:assert/strict";
import { test } from "node:test";
import { importsOf, isForTests, sourceFiles } from "./read-imports.ts";
import { ROOMS, type Room } from "./rooms.ts";

const files = sourceFiles();

/** The room of a file: the longest path that holds it. */
const roomOf = (file: string): Room | undefined =>
  ROOMS.filter((room) => file.replace(".test.ts", ".ts") === room.path || file.startsWith(`${room.path}/`)).sort(
    (a, b) => b.path.length - a.path.length,
  )[0];

/** Why `from` may not import `to`; null where it may. */
function refuse(from: string, to: string): string | null {
  const a = roomOf(from);
  const b = roomOf(to);
  if (!a || !b) return `${a ? to : from} is in no room`;
  if (a.path === b.path || b.floor < a.floor || b.path in (a.doors ?? {})) return null;
  // Tests may look upwards at what they hold against each other, never the code.
  if (isForTests(from)) return null;
  return `${from} (floor ${a.floor}) may not enter ${b.path} (floor ${b.floor})`;
}

test("every import leads down, or through a door of the table", () => {
  const imports = files.flatMap((file) => importsOf(file).map((to) => [file, to] as const));
  assert.ok(files.length > 100 && imports.length > 200, `saw ${files.length} files and ${imports.length} imports: the reader is blind`);
  assert.deepEqual(
    imports.map(([from, to]) => refuse(from, to)).filter((reason) => reason !== null),
    [],
  );
});

test("the reader sees each form of import, and a wrong one is refused", () => {
  assert.equal(refuse("lib/trace/tree.ts", "lib/store/open.ts"), "lib/trace/tree.ts (floor 1) may not enter lib/store (floor 3)");
  assert.equal(refuse("lib/dal/orders.ts", "lib/demo/company.ts"), "lib/dal/orders.ts (floor 4) may not enter lib/demo (floor 4)");
  assert.equal(refuse("lib/dal/orders.ts", "lib/trace/tree.ts"), null);
  assert.ok(importsOf("lib/setup/rooms.test.ts").includes("lib/setup/rooms.ts"));
});

test("no room of the table is empty words: doors and rooms exist", () => {
  const paths = new Set(ROOMS.map((room) => room.path));
  for (const room of ROOMS) for (const door of Object.keys(room.doors ?? {})) assert.ok(paths.has(door), door);
});

test("doors make no circle", () => {
  const doors = new Map(ROOMS.map((room) => [room.path, Object.keys(room.doors ?? {})]));
  const reach = (from: string, seen: Set<string>): boolean =>
    (doors.get(from) ?? []).some((next) => next === [...seen][0] || (!seen.has(next) && reach(next, seen.add(next))));
  assert.deepEqual(
    [...doors.keys()].filter((path) => reach(path, new Set([path]))),
    [],
  );
});

test("no circle between files either, types among them", () => {
  const known = new Set(files);
  const done = new Set<string>();
  const circles: string[] = [];
  const walk = (file: string, path: readonly string[]): void => {
    const at = path.indexOf(file);
    if (at >= 0) circles.push([...path.slice(at), file].join(" → "));
    if (at >= 0 || done.has(file)) return;
    for (const next of importsOf(file)) if (known.has(next)) walk(next, [...path, file]);
    done.add(file);
  };
  for (const file of files) walk(file, []);
  assert.ok(done.size > 400, `walked ${done.size} files: the reader is blind`);
  assert.deepEqual(circles, []);
});
