import assert from "node:assert/strict";
import { test } from "node:test";
import { type UnixMs, unixMs } from "#lib/base/time";
import type { AuditEntry } from "./auth-store.ts";
import { type OpenFresh, using } from "./fresh-store.ts";

const BASE = 1_700_000_000_000;
const at = (minutes: number): UnixMs => unixMs(BASE + minutes * 60_000);
const entry = (change: Partial<AuditEntry> = {}): AuditEntry => ({
  ...{ at: at(0), actor: "anna", action: "order.viewed", subject: "order/A-1", detail: "{}" },
  ...change,
});

export function auditContract(openFresh: OpenFresh): void {
  test(
    "rows that many append at once make one chain, and it is whole",
    using(openFresh, async ({ audit, auth, settings }) => {
      const one = (n: number) => audit.append(entry({ actor: `a${n % 5}\u0000`, detail: `\ud800 ${n}`, at: unixMs(BASE + n + 0.25) }));
      await Promise.all([
        ...Array.from({ length: 60 }, (_, n) => one(n)),
        auth.audit(entry({ action: "signed-in" })),
        settings.addVersion({ at: at(1), actor: "root", note: "", text: "a: 1\n", action: "config.chains" }, 0),
      ]);
      const verdict = await audit.verify();
      const head = await audit.head();
      assert.deepEqual(verdict, { whole: true, rows: 62, head: head.hash, from: verdict.whole ? verdict.from : null });
      assert.equal(head.count, 62);
      assert.equal((await audit.list({ limit: 100 })).length, 62);
      assert.deepEqual(
        (await audit.list({ action: "config", limit: 5 })).map(({ subject }) => subject),
        ["chain-config/1"],
      );
    }),
  );

  test(
    "the same view within a minute is one row, however many see it at once; another's or a later one is its own",
    using(openFresh, async ({ audit }) => {
      const written = await Promise.all(Array.from({ length: 10 }, () => audit.appendOnce(entry(), 60_000)));
      assert.equal(written.filter(Boolean).length, 1);
      assert.equal(await audit.appendOnce(entry({ actor: "boris" }), 60_000), true);
      assert.equal(await audit.appendOnce(entry({ subject: "order/A-2" }), 60_000), true);
      assert.equal(await audit.appendOnce(entry({ at: unixMs(at(1) - 1) }), 60_000), false);
      assert.equal(await audit.appendOnce(entry({ at: at(1) }), 60_000), true);
      assert.equal((await audit.head()).count, 4);
      assert.equal((await audit.verify()).whole, true);
    }),
  );

  test(
    "rows are found by who, what, about what and when, page by page",
    using(openFresh, async ({ audit }) => {
      for (let n = 0; n < 7; n++)
        await audit.append(
          entry({ at: at(n), actor: n % 2 ? "boris" : "anna", action: n % 3 ? "order.viewed" : "order%", subject: `order/${n}` }),
        );
      const times = async (query: object) => (await audit.list({ limit: 100, ...query })).map((row) => (row.at - BASE) / 60_000);
      assert.deepEqual(await times({}), [6, 5, 4, 3, 2, 1, 0]);
      assert.deepEqual(await times({ actor: "boris" }), [5, 3, 1]);
      assert.deepEqual(await times({ action: "order" }), [5, 4, 2, 1]);
      assert.deepEqual(await times({ action: "%" }), []);
      assert.deepEqual(await times({ subject: "order/4" }), [4]);
      assert.deepEqual(await times({ from: at(2), to: at(4) }), [3, 2]);
      const [page] = [await audit.list({ limit: 3 })];
      assert.deepEqual(await times({ before: page.at(-1)!.id, limit: 2 }), [3, 2]);
      assert.deepEqual(await audit.names(10), { actions: ["order%", "order.viewed"], actors: ["anna", "boris"] });
    }),
  );

  test(
    "retention takes one piece from the beginning and leaves an anchor: the rest is still whole, again and again",
    using(openFresh, async ({ audit }) => {
      const older: string[] = [];
      for (let n = 0; n < 20; n++) {
        await audit.append(entry({ at: at(n), subject: `order/${n}` }));
        older.push((await audit.head()).hash);
      }
      assert.equal(await audit.retain(at(0), at(30)), 0);
      assert.equal(await audit.retain(at(8), at(30)), 8);
      const rows = (verdict: Awaited<ReturnType<typeof audit.verify>>) => [verdict.whole, verdict.rows];
      assert.deepEqual(rows(await audit.verify()), [true, 13]);
      assert.deepEqual(rows(await audit.verify(older[7])), [true, 13]);
      assert.deepEqual(rows(await audit.verify(older[12])), [true, 13]);
      assert.equal((await audit.verify(older[3])).whole, false);
      assert.equal(await audit.retain(at(15), at(31)), 7);
      assert.deepEqual(rows(await audit.verify()), [true, 7]);
      assert.equal(await audit.retain(at(60), at(61)), 7);
      assert.deepEqual(rows(await audit.verify()), [true, 1]);
      await audit.append(entry({ at: at(62) }));
      assert.deepEqual(rows(await audit.verify()), [true, 2]);
    }),
  );
}
