import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { createFailureMaker } from "#lib/sources/http/failure";
import { tellIn } from "./told.ts";

const ROOMS = ["http", "jaeger", "tempo", "embedded"].map((room) => new URL(`../../lib/sources/${room}/`, import.meta.url));
/** Sentences: a capital letter, spaces, and no code. A template's parts stand as what they might be. */
const SENTENCE = /"([A-Z][^"\n]*? [^"\n]*)"|`([A-Z](?:[^`\n$]|\$\{[^}]*\}|\$)*? (?:[^`\n$]|\$\{[^}]*\}|\$)*)`/g;
const NO_WORDS = /^(Bearer|Basic) |^Unknown cursor$/;

function sentencesOf(room: URL): readonly string[] {
  return readdirSync(room)
    .filter((name) => name.endsWith(".ts") && !/\.test\.ts$|^fake|-for-tests/.test(name))
    .flatMap((name) => {
      const code = readFileSync(new URL(name, room), "utf8").replace(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, "");
      return [...code.matchAll(SENTENCE)].map(([, plain, template]) => plain ?? template ?? "");
    })
    .map((text) => text.replace(/\$\{[^}]*traceId[^}]*\}/g, "ab".repeat(16)).replace(/\$\{[^}`]*\}/g, "7"))
    .filter((text) => !NO_WORDS.test(text));
}

test("every fixed sentence that the sources' rooms say of a failure or of what is missing has Russian words", () => {
  const said = ROOMS.flatMap(sentencesOf);
  assert.ok(said.length > 30, `${said.length} sentences found`);
  assert.deepEqual(
    said.filter((text) => /[a-z]{3,} [a-z]{2,}/.test(tellIn("ru", text))),
    [],
  );
});

test("a backend's own sentence stays as it is, quoted; Loupe's words around it are Russian", () => {
  const { ofStatus, of } = createFailureMaker("jaeger", (text) => text);
  const now = 0 as Parameters<typeof ofStatus>[3];
  const told = (status: number, body: string) => tellIn("ru", `jaeger: ${ofStatus(status, body, undefined, now).detail}`);
  assert.equal(told(503, '{"message":"store is full; try later"}'), "jaeger: Бэкенд ответил 503: «store is full; try later»");
  assert.equal(told(401, "no such token"), "jaeger: Бэкенд ответил 401: «no such token»: доступ не принят, проверьте токен или пароль");
  assert.equal(told(502, ""), "jaeger: Бэкенд ответил 502");
  const left = of(
    "unavailable",
    "breaker-open",
    "The backend failed repeatedly and is left alone for a while (The backend answered 500: oops)",
  );
  assert.equal(
    tellIn("ru", `tempo: ${left.detail}; newer data may be missing`),
    "tempo: Бэкенд раз за разом не отвечал, и его пока не трогаем (Бэкенд ответил 500: «oops»); новых данных может не быть",
  );
});

test("what an answer of Loupe's own lacks is said in Russian; English readers get the words as they are", () => {
  for (const text of [
    "jaeger: cannot be asked; newer data may be missing",
    "could not be matched, so nothing is said of its chains: its traces break the matcher; the server's log says how",
    "3 of 12 traces are no longer kept by their source",
    "older than the index: found at its source, judged from its spans alone, without knowing which services were heard then",
    "only the newest 500 executions were looked at: draw a shorter box",
    "more than 2000 cases: the newest are grouped",
    "only the order's first 1000 traces are drawn",
  ]) {
    assert.doesNotMatch(tellIn("ru", text).replace(/^jaeger/, ""), /[a-z]/i, text);
    assert.equal(tellIn("en", text), text);
  }
});
