import {
  type CompiledQuery,
  type DatabaseConnection,
  type Dialect,
  type Driver,
  type QueryResult,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
} from "kysely";
import { openEngine, type SqliteAnswer, type SqliteStatement } from "./sqlite-engine.ts";
import { startThread } from "./sqlite-thread.ts";
import type { Together } from "./statements.ts";

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
  commit(): Promise<void>;
  rollback(): Promise<void>;
  release(): void;
}

type Answers = readonly SqliteAnswer[];

interface Engines {
  write(statements: readonly SqliteStatement[]): Answers | Promise<Answers>;
  read(statements: readonly SqliteStatement[]): Answers | Promise<Answers>;
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
  return {
    async init() {
      engines = await openEngines(path, synchronous);
    },
    acquireConnection: async () => connect(engines!, lock, path === ":memory:"),
    beginTransaction: (on) => (on as Connection).begin(),
    commitTransaction: (on) => (on as Connection).commit(),
    rollbackTransaction: (on) => (on as Connection).rollback(),
    releaseConnection: async (on) => (on as Connection).release(),
    async destroy() {
      await engines?.close();
    },
  };
}

/** `immediate`: the write lock is taken at once, so that a read inside cannot be overtaken by another process. */
const BEGIN: SqliteStatement = { sql: "begin immediate", values: [] };
const COMMIT: SqliteStatement = { sql: "commit", values: [] };
const ROLLBACK: SqliteStatement = { sql: "rollback", values: [] };

function connect(engines: Engines, lock: Lock, alone: boolean): Connection {
  let unlock: (() => void) | null = null;
  /** `begin` travels with a transaction's first statements, and `commit` with its last ones where they are known as such. */
  let state: "none" | "begins" | "runs" = "none";

  const writeInside = async (statements: readonly SqliteStatement[], commits: boolean): Promise<Answers> => {
    const begins = state === "begins";
    state = "runs";
    const all = [...(begins ? [BEGIN] : []), ...statements, ...(commits ? [COMMIT] : [])];
    const answers = await engines.write(all);
    if (commits) state = "none";
    return answers.slice(begins ? 1 : 0, commits ? -1 : undefined);
  };
  return {
    async begin() {
      unlock = await lock();
      state = "begins";
    },
    async commit() {
      if (state === "runs") await engines.write([COMMIT]);
      state = "none";
    },
    async rollback() {
      const ran = state === "runs";
      state = "none";
      if (!ran) return;
      try {
        await engines.write([ROLLBACK]);
      } catch (reason) {
        // A full or failing disk has rolled back by itself, and a complaint about that would hide the reason.
        if (!/no transaction is active/.test((reason as Error).message)) throw reason;
      }
    },
    release() {
      unlock?.();
      unlock = null;
    },
    async executeQuery<R>(query: CompiledQuery | Together): Promise<QueryResult<R>> {
      if ("together" in query) {
        const answers = await writeInside(query.together.map(toStatement), query.commits);
        return { rows: answers.map(toResult) as R[] };
      }
      const one = [toStatement(query)];
      if (unlock) return toResult((await writeInside(one, false))[0]!);
      if (query.query.kind === "SelectQueryNode" && !alone) return toResult((await engines.read(one))[0]!);
      const done = await lock();
      try {
        return toResult((await engines.write(one))[0]!);
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

const toStatement = ({ sql, parameters }: CompiledQuery): SqliteStatement => ({ sql, values: parameters });
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
