import { parentPort, workerData } from "node:worker_threads";
import { openEngine, type SqliteSettings } from "./sqlite-engine.ts";
import type { Order, Reply } from "./sqlite-messages.ts";

/** The thread behind `sqlite-thread.ts`: statements in, answers out, in order. */
const engine = openEngine(workerData as SqliteSettings);
const reply = (message: Reply) => parentPort!.postMessage(message);

parentPort!.on("message", ({ id, statements }: Order) => {
  try {
    if (statements === null) {
      engine.close();
      reply({ id, answers: [] });
    } else reply({ id, answers: engine.run(statements) });
  } catch (reason) {
    reply({ id, failure: { message: (reason as Error).message, code: (reason as { code?: string }).code } });
  }
});
