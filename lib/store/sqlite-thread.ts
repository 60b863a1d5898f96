import { Worker } from "node:worker_threads";
import type { SqliteAnswer, SqliteSettings, SqliteStatement } from "./sqlite-engine.ts";
import type { Order, Reply } from "./sqlite-messages.ts";

/** The writing connection in a thread of its own: a commit waits for the disk, and meanwhile this thread serves and decodes. */
export interface SqliteThread {
  run(statements: readonly SqliteStatement[]): Promise<readonly SqliteAnswer[]>;
  close(): Promise<void>;
}

export async function startThread(settings: SqliteSettings): Promise<SqliteThread> {
  const worker = new Worker(new URL("./sqlite-writer.ts", import.meta.url), { workerData: settings });
  const waiting = new Map<number, { resolve(answers: readonly SqliteAnswer[]): void; reject(reason: Error): void }>();
  let last = 0;
  let gone: Error | null = null;

  const end = (reason: Error): void => {
    gone ??= reason;
    for (const { reject } of waiting.values()) reject(gone);
    waiting.clear();
  };
  worker.on("error", end);
  worker.on("exit", () => end(new Error("The store is closed")));
  worker.on("message", (reply: Reply) => {
    const one = waiting.get(reply.id);
    waiting.delete(reply.id);
    // An idle store does not keep a process alive.
    if (waiting.size === 0) worker.unref();
    if ("answers" in reply) one?.resolve(reply.answers);
    else one?.reject(Object.assign(new Error(reply.failure.message), { code: reply.failure.code }));
  });

  const ask = (statements: readonly SqliteStatement[] | null): Promise<readonly SqliteAnswer[]> =>
    new Promise((resolve, reject) => {
      if (gone) return reject(gone);
      const id = ++last;
      waiting.set(id, { resolve, reject });
      worker.ref();
      worker.postMessage({ id, statements } satisfies Order);
    });

  // The first word: it is open, or why not.
  await ask([{ sql: "select 1", values: [] }]);
  return {
    run: ask,
    async close() {
      if (gone) return;
      await ask(null);
      await worker.terminate();
    },
  };
}
