import assert from "node:assert/strict";
import { test } from "node:test";
import { type UnixMs, unixMs } from "#lib/base/time";
import { type OpenFresh, using } from "./fresh-store.ts";
import type { RevealRow } from "./reveal-store.ts";
import { BASE_MS } from "./spans-for-tests.ts";

const at = (minutes: number): UnixMs => unixMs(BASE_MS + minutes * 60_000);
const row = (id: string, minutes = 0, change: Partial<RevealRow> = {}): RevealRow => ({
  ...{ id, credential: "session-1", sub: "анна", subject: "order/A\u0000💍", reason: "ticket\u0000 12", givenAt: at(minutes) },
  ...{ until: at(minutes + 10), ...change },
});

export function revealsContract(openFresh: OpenFresh): void {
  test(
    "what was revealed is seen by its own sign-in alone, until its end and not at it",
    using(openFresh, async ({ reveals }) => {
      await reveals.give(row("a"));
      assert.deepEqual(await reveals.activeOf("session-1", at(0)), [row("a")]);
      assert.deepEqual(await reveals.activeOf("session-1", unixMs(at(10) - 1)), [row("a")]);
      assert.deepEqual(await reveals.activeOf("session-1", at(10)), []);
      assert.deepEqual(await reveals.activeOf("session-2", at(1)), []);
    }),
  );

  test(
    "given again it is one, with the later end; another subject is another",
    using(openFresh, async ({ reveals }) => {
      await reveals.give(row("a"));
      await reveals.give(row("b", 1, { subject: "trace/x" }));
      await reveals.give(row("c", 2));
      await reveals.give(row("d", 3, { credential: "session-2" }));
      assert.deepEqual(
        (await reveals.activeOf("session-1", at(4))).map(({ id }) => id),
        ["c", "b"],
      );
    }),
  );

  test(
    "it ends when its own sign-in says so, once; nobody else can end it",
    using(openFresh, async ({ reveals }) => {
      await reveals.give(row("a"));
      assert.equal(await reveals.end("a", "session-2", at(1)), null);
      assert.equal((await reveals.end("a", "session-1", at(1)))?.subject, row("a").subject);
      assert.equal(await reveals.end("a", "session-1", at(2)), null);
      assert.deepEqual(await reveals.activeOf("session-1", at(1)), []);
    }),
  );

  test(
    "a day after its end its reason is forgotten",
    using(openFresh, async ({ reveals }) => {
      await reveals.give(row("a"));
      await reveals.give(row("b", 25 * 60));
      // As if the clock were back at the beginning: what is still kept would be active then.
      assert.deepEqual(
        (await reveals.activeOf("session-1", at(0))).map(({ id }) => id),
        ["b"],
      );
    }),
  );
}
