import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { unixMs } from "#lib/base/time";
import { storeContract } from "./contract.ts";
import { openStore } from "./open.ts";
import { startPostgres, type TestPostgres } from "./postgres-for-tests.ts";
import { sealAll } from "./seal-all.ts";
import { spanOf, traceIdOf } from "./spans-for-tests.ts";

let postgres: TestPostgres;
before(async () => {
  postgres = await startPostgres();
});
after(() => postgres?.stop());

storeContract("PostgreSQL", async (options) => openStore({ url: await postgres.freshDatabase(), ...options }));
storeContract("PostgreSQL, all of it sealed", async (options) =>
  openStore({ url: await postgres.freshDatabase(), sealing: async () => sealAll, ...options }),
);

test("two processes open, migrate and append at once: nothing is lost, kept twice or refused", async () => {
  const url = await postgres.freshDatabase();
  const [one, two] = await Promise.all([openStore({ url }), openStore({ url })]);
  const shared = spanOf({ trace: 1, id: 1 });
  const work = Array.from({ length: 40 }, (_, at) =>
    (at % 2 ? one : two).spans.append([shared, spanOf({ trace: 1 + (at % 5), service: `s${at % 7}` })], unixMs(5)),
  );
  await Promise.all(work);
  const ids = [1, 2, 3, 4, 5].map(traceIdOf);
  const traces = await two.spans.getTraces(ids);
  assert.equal(
    [...traces.values()].reduce((sum, trace) => sum + trace.spans.length, 0),
    41,
  );
  const { items } = await one.spans.search({ limit: 10 });
  assert.equal(
    items.reduce((sum, item) => sum + item.spanCount, 0),
    41,
  );
  await Promise.all([one.close(), two.close()]);
});
