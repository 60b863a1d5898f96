/**
 * OTLP in → durable, spans a second: HTTP, gzip, decode, append and the disk's word, then 200. `npm run bench ingest`
 * The receiver runs in this process as it does in Loupe, the senders in a thread beside it: two cores in all. Nothing here can fail.
 */
import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync, statSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Worker } from "node:worker_threads";
import { openDataKeys } from "#lib/auth/data-keys";
import { unixMs } from "#lib/base/time";
import { makeMasker } from "#lib/privacy/masker";
import { makePolicy } from "#lib/privacy/policy";
import { createOtlpHandler } from "#lib/server/otlp";
import { sealPersonal } from "#lib/server/seal-personal";
import { openStore } from "#lib/store/open";

const ROUNDS = Number(process.argv[2] ?? 5);
const REQUESTS = Number(process.argv[3] ?? 160);

interface Answer {
  readonly ms: number;
  readonly spans: number;
  readonly refused: readonly number[];
  readonly bytesPerSpan: number;
}

const home = mkdtempSync(join(tmpdir(), "loupe-ingest-"));
const file = join(home, "loupe.db");
const clock = () => unixMs(Date.now());
const masker = makeMasker(makePolicy(["order_id"]), randomBytes(32));
const authSecrets: [string] = [randomBytes(32).toString("hex")];
// As in production: every span here carries a user's id, which is sealed.
const store = await openStore({
  url: `sqlite:${file}`,
  sealing: async (secrets) => sealPersonal(() => masker, await openDataKeys({ store: secrets, authSecrets, clock })),
});
const server = createServer(createOtlpHandler({ append: store.spans.append, backlog: store.spans.backlog, clock, log: console.error }));
await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1/traces`;

let seed = 1;
let kept = 0;
for (const gzip of [false, true]) {
  const rates: number[] = [];
  let last: Answer | null = null;
  for (let round = 0; round <= ROUNDS; round++) {
    const workerData = { url, gzip, requests: REQUESTS, seed: seed++ };
    const worker = new Worker(new URL("./ingest-load.ts", import.meta.url), { workerData });
    last = await new Promise<Answer>((resolve, reject) => worker.once("message", resolve).once("error", reject));
    kept += last.spans;
    if (last.refused.length > 0) console.log(`refused: ${last.refused.length}`);
    // The first round warms up.
    if (round > 0) rates.push((last.spans / last.ms) * 1_000);
  }
  rates.sort((a, b) => a - b);
  const median = Math.round(rates[rates.length >> 1]!).toLocaleString("en");
  const range = `${Math.round(rates[0]!).toLocaleString("en")}–${Math.round(rates.at(-1)!).toLocaleString("en")}`;
  console.log(
    `protobuf${gzip ? " + gzip" : "       "}  ${median.padStart(8)} spans/s, median of ${rates.length} (${range}), ${Math.round(last!.bytesPerSpan)} bytes a span on the wire`,
  );
}
server.close();
server.closeAllConnections();
await store.close();
console.log(`on the disk: ${Math.round(statSync(file).size / kept)} bytes a span`);
rmSync(home, { recursive: true, force: true });
