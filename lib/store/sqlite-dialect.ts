import {
  CompiledQuery,
  type DatabaseConnection,
  type Dialect,
  type Driver,
  type QueryResult,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
} from "kysely";
import { openEngine, type SqliteAnswer } from "./sqlite-engine.ts";
import { startThread } from "./sqlite-thread.ts";

/**
 * SQLite for Kysely with two connections, as WAL allows: writes and transactions go to a thread, one caller at a time; single
 * selects are read here and wait for no commit. A database in memory has one connection, here.
 *
 *   select …            → reader (this thread)
 *   insert, raw, …      → lock → writer (its thread)
 *   transaction         → lock → begin immediate … commit, on the writer; reads inside it too
 */
export function sqliteDialect(path: string, synchronous: "full" | "normal"): Dialect {
  return {
    createAdapter: () => new TwoConnections(),
    createDriver: () => createDriver(path, synchronous),
    createIntrospector: (db) => new SqliteIntrospector(db),
    createQueryCompiler: () => new SqliteQueryCompiler(),
  };
}

/** Kysely would otherwise hand out connections one at a time, and reads would wait for the disk. */
class TwoConnections extends SqliteAdapter {
  override get supportsMultipleConnections(): boolean {
    return true;
  }
}

interface Connection extends DatabaseConnection {
  begin(): Promise<void>;
  release(): void;
}

interface Engines {
  write(sql: string, values: readonly unknown[]): SqliteAnswer | Promise<SqliteAnswer>;
  read(sql: string, values: readonly unknown[]): SqliteAnswer | Promise<SqliteAnswer>;
  close(): Promise<void>;
}

async function openEngines(path: string, synchronous: "full" | "normal"): Promise<Engines> {
  if (path === ":memory:") {
    const only = openEngine({ path, synchronous, role: "writer" });
    return { write: only.run, read: only.run, close: async () => only.close() };
  }
  const writer = await startThread({ path, synchronous, role: "writer" });
  const reader = openEngine({ path, synchronous, role: "reader" });
  return {
    write: writer.run,
    read: reader.run,
    async close() {
      reader.close();
      await writer.close();
    },
  };
}

function createDriver(path: string, synchronous: "full" | "normal"): Driver {
  let engines: Engines | null = null;
  const lock = createLock();
  const run = (sql: string) => async (on: DatabaseConnection) => {
    await on.executeQuery(CompiledQuery.raw(sql));
  };
  return {
    async init() {
      engines = await openEngines(path, synchronous);
    },
    acquireConnection: async () => connect(engines!, lock, path === ":memory:"),
    beginTransaction: (on) => (on as Connection).begin(),
    commitTransaction: run("commit"),
    // A full or failing disk has rolled back by itself, and a complaint about that would hide the reason.
    rollbackTransaction: (on) =>
      run("rollback")(on).catch((reason: Error) => {
        if (!/no transaction is active/.test(reason.message)) throw reason;
      }),
    releaseConnection: async (on) => (on as Connection).release(),
    async destroy() {
      await engines?.close();
    },
  };
}

function connect(engines: Engines, lock: Lock, alone: boolean): Connection {
  let unlock: (() => void) | null = null;
  return {
    async begin() {
      unlock = await lock();
      // `immediate`: the write lock is taken at once, so that a read inside cannot be overtaken by another process.
      await engines.write("begin immediate", []);
    },
    release() {
      unlock?.();
      unlock = null;
    },
    async executeQuery<R>({ sql, parameters, query }: CompiledQuery): Promise<QueryResult<R>> {
      if (unlock) return toResult(await engines.write(sql, parameters));
      if (query.kind === "SelectQueryNode" && !alone) return toResult(await engines.read(sql, parameters));
      const done = await lock();
      try {
        return toResult(await engines.write(sql, parameters));
      } finally {
        done();
      }
    },
    // biome-ignore lint/correctness/useYield: nothing here streams
    async *streamQuery() {
      throw new Error("Streaming is not used on SQLite");
    },
  };
}

const toResult = <R>({ rows, changes }: SqliteAnswer): QueryResult<R> => ({ rows: rows as R[], numAffectedRows: BigInt(changes) });

type Lock = () => Promise<() => void>;

/** First come, first served. */
function createLock(): Lock {
  let tail: Promise<void> = Promise.resolve();
  return async () => {
    const before = tail;
    const { promise, resolve } = Promise.withResolvers<void>();
    tail = promise;
    await before;
    return resolve;
  };
}
