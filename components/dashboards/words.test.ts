import assert from "node:assert/strict";
import { test } from "node:test";
import { en } from "./words-en.ts";
import { ru } from "./words-ru.ts";

test("both languages have the same words, none of them empty, and Russian ones are Russian", () => {
  const paths = (value: object, at = ""): string[] =>
    Object.entries(value).flatMap(([key, inner]) =>
      typeof inner === "object" ? paths(inner, `${at}${key}.`) : [inner === "" ? `${at}${key} is empty` : `${at}${key}`],
    );
  assert.deepEqual(paths(ru), paths(en));
  assert.equal(ru.figures.orders(3), "3 заказа");
});
