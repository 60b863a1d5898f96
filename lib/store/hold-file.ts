import { chmodSync } from "node:fs";
import Database from "better-sqlite3";

/** A process that is being stopped may need this long to let go. */
const WAIT_MS = 3_000;

/**
 * One Loupe for one database: each keeps counters and a queue of its own, and two would spoil each other's. Held by the system for as
 * long as the process lives, so a kill leaves nothing to clean up.
 * @throws Error when another process has it
 */
export function holdFile(path: string): () => void {
  const lock = `${path}.lock`;
  const database = new Database(lock);
  try {
    database.pragma(`busy_timeout = ${WAIT_MS}`);
    database.exec("begin exclusive");
    chmodSync(lock, 0o600);
  } catch (reason) {
    database.close();
    if (!/BUSY|LOCKED/.test((reason as { code?: string }).code ?? "")) throw reason;
    throw new Error(`the store ${path} is in use by another Loupe: stop that one first, or give another folder (DATA_DIR, --data)`);
  }
  return () => database.close();
}
