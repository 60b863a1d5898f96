import assert from "node:assert/strict";
import { test } from "node:test";
import { ok, type Result } from "../base/result.ts";
import type { SourceFailure, TraceSource } from "../sources/source.ts";
import { askSources } from "./ask-sources.ts";

const sourceOf = (id: string) => ({ id, kind: "jaeger" }) as TraceSource;
const NEVER = new Promise<never>(() => {});

test("a source that hangs costs the reader a moment, not the others' answers: it is told as a timeout beside them", async () => {
  const { answers, failures } = await askSources(
    [sourceOf("jaeger"), sourceOf("tempo")],
    ({ id }): Promise<Result<string, SourceFailure>> => (id === "jaeger" ? NEVER : Promise.resolve(ok("here"))),
    5,
  );
  assert.deepEqual(
    answers.map(({ source, value }) => [source.id, value]),
    [["tempo", "here"]],
  );
  assert.deepEqual(
    failures.map(({ source, kind }) => [source, kind]),
    [["jaeger", "timeout"]],
  );
});

test("a source that nobody else answers for is waited for, however slow; a failure of another hurries nobody", async () => {
  let answer: (value: Result<string, SourceFailure>) => void = () => {};
  const slow = new Promise<Result<string, SourceFailure>>((resolve) => {
    answer = resolve;
  });
  const asked = askSources(
    [sourceOf("jaeger"), sourceOf("tempo")],
    ({ id }) => (id === "jaeger" ? slow : Promise.reject(new Error("no"))),
    0,
  );
  await new Promise(setImmediate);
  answer(ok("late"));
  const { answers, failures } = await asked;
  assert.deepEqual(
    answers.map(({ value }) => value),
    ["late"],
  );
  assert.deepEqual(
    failures.map(({ source, kind }) => [source, kind]),
    [["tempo", "broken-answer"]],
  );
});
