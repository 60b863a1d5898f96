import Database from "better-sqlite3";
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

/**
 * Kysely's own SQLite driver prepares every statement anew and begins transactions as readers. This one keeps prepared statements
 * (half the cost of a bulk insert) and takes the write lock at once. Kysely itself hands the connection to one caller at a time.
 */
export function sqliteDialect(path: string, synchronous: "full" | "normal"): Dialect {
  return {
    createAdapter: () => new SqliteAdapter(),
    createDriver: () => createDriver(path, synchronous),
    createIntrospector: (db) => new SqliteIntrospector(db),
    createQueryCompiler: () => new SqliteQueryCompiler(),
  };
}

/** Statements kept prepared; the room uses about a hundred different ones. */
const KEPT_STATEMENTS = 500;

function openDatabase(path: string, synchronous: "full" | "normal"): Database.Database {
  const database = new Database(path);
  database.pragma("busy_timeout = 10000");
  // Only takes effect on a new file: freed pages can then be given back by retention.
  database.pragma("auto_vacuum = incremental");
  database.pragma("journal_mode = wal");
  database.pragma(`synchronous = ${synchronous}`);
  database.pragma("cache_size = -65536");
  database.pragma("foreign_keys = off");
  return database;
}

function createDriver(path: string, synchronous: "full" | "normal"): Driver {
  let database: Database.Database | null = null;
  let connection: DatabaseConnection | null = null;
  const run = (sql: string) => async (on: DatabaseConnection) => {
    await on.executeQuery(CompiledQuery.raw(sql));
  };
  return {
    async init() {
      database = openDatabase(path, synchronous);
      connection = createConnection(database);
    },
    async acquireConnection() {
      return connection!;
    },
    // `immediate`: the write lock is taken at once, so that a read inside cannot be overtaken by another process.
    beginTransaction: run("begin immediate"),
    commitTransaction: run("commit"),
    rollbackTransaction: run("rollback"),
    async releaseConnection() {},
    async destroy() {
      database?.close();
    },
  };
}

function createConnection(database: Database.Database): DatabaseConnection {
  const statements = new Map<string, Database.Statement>();
  const prepare = (sql: string): Database.Statement => {
    let statement = statements.get(sql);
    if (statement === undefined) {
      statement = database.prepare(sql);
      if (statements.size >= KEPT_STATEMENTS) statements.clear();
      statements.set(sql, statement);
    }
    return statement;
  };
  return {
    async executeQuery<R>(query: CompiledQuery): Promise<QueryResult<R>> {
      const statement = prepare(query.sql);
      if (statement.reader) return { rows: statement.all(query.parameters) as R[] };
      const { changes } = statement.run(query.parameters);
      return { rows: [], numAffectedRows: BigInt(changes) };
    },
    // biome-ignore lint/correctness/useYield: nothing here streams
    async *streamQuery() {
      throw new Error("Streaming is not used on SQLite");
    },
  };
}
