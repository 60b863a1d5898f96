import assert from "node:assert/strict";
import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { CASE_ACTIONS } from "#lib/contract/case-words";
import { AUDIT_RETAINED } from "#lib/store/audit-store";
import { actionChoices, actionWords, nameAction, nameActor, tellDetail } from "./action-words.ts";

const top = join(import.meta.dirname, "../..");
const WRITES = /(?:\baction: (?:[\w.]+ \? )?|auditAct\(viewer, |note\(actorOf\(ctx\), )"([^"]+)"(?: : "([^"]+)")?/g;
/** Every code that the program writes, read from where it writes them. */
const written = new Set([
  AUDIT_RETAINED,
  ...CASE_ACTIONS.map((action) => `case.${action}`),
  ...["order", "trace", "case"].map((kind) => `${kind}.viewed`),
  ...globSync("lib/{auth,dal,server}/**/*.ts", { cwd: top })
    .filter((file) => !/test/.test(file))
    .flatMap((file) => [...readFileSync(join(top, file), "utf8").matchAll(WRITES)])
    .flatMap(([, one = "", other = one]) => [one, other]),
]);

test("every code that is written has words in both languages, and no words are of a code that nobody writes", () => {
  assert.ok(written.size > 30, `${written.size} codes: the reader is blind`);
  for (const { actions } of Object.values(actionWords)) assert.deepEqual(Object.keys(actions).toSorted(), [...written].toSorted());
});

test("a code without words stands for itself; what is asked for is among the choices, kinds first where there is more than one of theirs", () => {
  const { en } = actionWords;
  assert.equal(nameAction(en, "of.tomorrow"), "of.tomorrow");
  assert.deepEqual(actionChoices(en, ["signed-in", "case.snooze", "case.resolve", "export.audit"], "of.tomorrow"), [
    "case",
    "export.audit",
    "case.resolve",
    "case.snooze",
    "of.tomorrow",
    "signed-in",
  ]);
});

test("what an object has by itself is no word: a stranger may try such a login, and the log must show it", () => {
  const { en } = actionWords;
  for (const name of ["constructor", "__proto__", "toString", "hasOwnProperty"]) {
    assert.deepEqual([nameActor(en, name), nameAction(en, name)], [name, name]);
    assert.equal(tellDetail(en, `{"${name}":"x"}`), `${name} x`);
    assert.deepEqual(actionChoices(en, ["denied"], name).toSorted(), ["denied", name].toSorted());
  }
});

test("details are told by names in the reader's language; what is no JSON is told as it is", () => {
  assert.equal(tellDetail(actionWords.ru, '{"name":"Anna","role":"lead","own":true,"to":null}'), "имя Anna · роль lead · свой да");
  assert.equal(tellDetail(actionWords.en, '{"seen":["customer.email","user.id"],"count":2}'), "seen customer.email, user.id · count 2");
  assert.equal(tellDetail(actionWords.en, "signed out"), "signed out");
});
