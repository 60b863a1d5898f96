import { parentPort, workerData } from "node:worker_threads";
import { openEngine, type SqliteSettings } from "./sqlite-engine.ts";
import type { Order, Reply } from "./sqlite-messages.ts";

/** The thread behind `sqlite-thread.ts`: statements in, answers out, in order. */
const engine = openEngine(workerData as SqliteSettings);
const reply = (message: Reply) => parentPort!.postMessage(message);

parentPort!.on("message", ({ id, sql, values }: Order) => {
  try {
    if (sql === null) {
      engine.close();
      reply({ id, answer: { rows: [], changes: 0 } });
    } else reply({ id, answer: engine.run(sql, values) });
  } catch (reason) {
    reply({ id, failure: { message: (reason as Error).message, code: (reason as { code?: string }).code } });
  }
});
