import Database from "better-sqlite3";

/** One connection, its statements kept prepared: half the cost of a bulk insert is preparing it. */
export interface SqliteEngine {
  /** One after the other; the first that fails is thrown, and those after it are not run. */
  run(statements: readonly SqliteStatement[]): readonly SqliteAnswer[];
  close(): void;
}

export interface SqliteStatement {
  readonly sql: string;
  readonly values: readonly unknown[];
}

export interface SqliteAnswer {
  readonly rows: unknown[];
  readonly changes: number;
}

export interface SqliteSettings {
  readonly path: string;
  readonly synchronous: "full" | "normal";
  readonly role: "writer" | "reader";
}

/** The room uses about a hundred different ones. */
const KEPT_STATEMENTS = 500;
/** 32 MB of 4 kB pages: SQLite's own 4 MB copies the hot pages of the indexes into the file again and again. */
const CHECKPOINT_PAGES = 8_000;

export function openEngine({ path, synchronous, role }: SqliteSettings): SqliteEngine {
  const database = new Database(path);
  database.pragma("busy_timeout = 10000");
  database.pragma("cache_size = -65536");
  if (role === "writer") {
    // Only takes effect on a new file: freed pages can then be given back by retention.
    database.pragma("auto_vacuum = incremental");
    database.pragma("journal_mode = wal");
    database.pragma(`synchronous = ${synchronous}`);
    database.pragma(`wal_autocheckpoint = ${CHECKPOINT_PAGES}`);
  } else database.pragma("query_only = on");

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
  const runOne = ({ sql, values }: SqliteStatement): SqliteAnswer => {
    const statement = prepare(sql);
    if (statement.reader) return { rows: statement.all(values), changes: 0 };
    return { rows: [], changes: statement.run(values).changes };
  };
  return {
    run: (statements) => statements.map(runOne),
    close: () => {
      database.close();
    },
  };
}
