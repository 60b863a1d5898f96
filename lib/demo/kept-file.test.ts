import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { readCompanyState } from "./company-state.ts";
import { openPeople } from "./directory/people.ts";
import { makeFolder } from "./kept-file.ts";
import { secretsOf } from "./secrets.ts";

const folder = (t: { after(end: () => void): void }): string => {
  const dir = mkdtempSync(join(tmpdir(), "loupe-kept-"));
  t.after(() => rmSync(dir, { recursive: true, force: true }));
  return dir;
};

const BROKEN = ["", "garbage", '{"authSecret":"cut', "{}", "null", "[]", '{"authSecret":"hunter2hunter2"}'];

test("a kept file that is broken is named, with its cure, and none of its content is shown", (t) => {
  for (const [name, read] of [
    ["secrets.json", secretsOf],
    ["company.json", readCompanyState],
    ["directory.json", (dir: string) => openPeople(join(dir, "directory.json")).read()],
  ] as const) {
    for (const text of BROKEN) {
      const dir = folder(t);
      writeFileSync(join(dir, name), text);
      assert.throws(
        () => read(dir),
        (error: Error) =>
          error.message.startsWith(join(dir, name)) &&
          /delete (it|the folder)/.test(error.message) &&
          !/hunter2|garbage/.test(error.message),
        `${name}: ${text}`,
      );
    }
  }
});

test("secrets stay the same, for this user alone, and leave no half file", (t) => {
  const dir = folder(t);
  assert.deepEqual(secretsOf(dir), secretsOf(dir));
  assert.equal(statSync(join(dir, "secrets.json")).mode & 0o077, 0);
  assert.deepEqual(readdirSync(dir), ["secrets.json"]);
});

test("a data folder that cannot be made is an answer, not a hang", { skip: process.platform !== "linux" && "needs /proc" }, (t) => {
  const dir = folder(t);
  makeFolder(join(dir, "a/b"));
  assert.ok(statSync(join(dir, "a/b")).isDirectory());
  writeFileSync(join(dir, "file"), "");
  assert.throws(() => makeFolder(join(dir, "file")), /is a file: give a folder/);
  assert.throws(() => makeFolder(join(dir, "file/below")), /is a file: give a folder/);
  assert.throws(() => makeFolder("/proc/nope/below"), /cannot be made \(ENOENT\): give a folder/);
});
