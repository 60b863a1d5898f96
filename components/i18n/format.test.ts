import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { formatAge, formatDuration, formatTime, nameZone } from "./format.ts";
import { checkZone, pickLang } from "./lang.ts";
import { many } from "./plural.ts";
import { en } from "./words-en.ts";
import { ru } from "./words-ru.ts";

const plain = (text: string) => text.replaceAll("\u00a0", " ");

test("durations have two figures that a person can compare, in both languages", () => {
  assert.equal(plain(formatDuration(0.362, "en", en.unit)), "0.36 ms");
  assert.equal(plain(formatDuration(41, "en", en.unit)), "41 ms");
  assert.equal(plain(formatDuration(1_900, "ru", ru.unit)), "1,9 с");
  assert.equal(plain(formatDuration(137_000, "en", en.unit)), "2 min 17 s");
  assert.equal(plain(formatAge(37 * 60_000, "ru", ru.unit)), "37 мин");
  assert.equal(plain(formatAge(179 * 60_000, "en", en.unit, "coarse")), "3 h");
});

test("no length of time, however odd, is said with a minus or throws", () => {
  fc.assert(
    fc.property(fc.double(), (ms) => {
      for (const text of [formatDuration(ms, "en", en.unit), formatAge(ms, "ru", ru.unit)]) assert.doesNotMatch(text, /^-/);
    }),
  );
});

test("times are said in the reader's zone, and the zone has a name", () => {
  const at = Date.UTC(2026, 10, 23, 14, 2, 11, 20);
  assert.equal(formatTime(at, "en", "Europe/Moscow", "clock"), "17:02:11");
  assert.match(formatTime(at, "ru", "UTC", "precise"), /^14:02:11[.,]020$/);
  assert.match(formatTime(at, "ru", "UTC", "year-clock"), /2026/);
  assert.match(nameZone("Europe/Moscow", "ru", at), /GMT\+3/);
});

test("what is counted agrees with its number", () => {
  const said = [1, 3, 5, 21, 0].map((n) => ru.counted(n, "stuck"));
  assert.deepEqual(said, ["1 завис", "3 зависли", "5 зависло", "21 завис", "0 зависло"]);
  assert.equal(en.counted(2, "stuck"), "2 stuck");
});

test("a forged zone is UTC, and the browser's first known language wins", () => {
  assert.equal(checkZone("Mars/Olympus"), "UTC");
  assert.equal(checkZone("Europe/Moscow"), "Europe/Moscow");
  assert.equal(pickLang("de-DE,ru;q=0.8,en;q=0.5"), "ru");
  assert.equal(pickLang(null), "en");
});

test("Russian counts in three forms", () => {
  const forms = { one: "трейс", few: "трейса", other: "трейсов" };
  assert.deepEqual(
    [1, 3, 5, 11, 21].map((n) => many("ru", n, forms)),
    ["1 трейс", "3 трейса", "5 трейсов", "11 трейсов", "21 трейс"],
  );
});

test("both languages have the same words, none of them empty", () => {
  const paths = (value: object, at = ""): string[] =>
    Object.entries(value).flatMap(([key, inner]) =>
      typeof inner === "object" ? paths(inner, `${at}${key}.`) : [inner === "" ? `${at}${key} is empty` : `${at}${key}`],
    );
  assert.deepEqual(paths(ru).sort(), paths(en).sort());
});
