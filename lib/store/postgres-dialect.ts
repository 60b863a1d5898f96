import { type Dialect, PostgresDialect } from "kysely";
import pg from "pg";

/** Every count and key of this room stays below 2^53, so int8 is read as a number. */
const parseInt8 = (text: string): number => Number(text);

export function postgresDialect(url: string, onIdleError: (error: Error) => void): Dialect {
  const getTypeParser = ((oid: number, format?: "text" | "binary") =>
    oid === 20 ? parseInt8 : pg.types.getTypeParser(oid, format as "text")) as typeof pg.types.getTypeParser;
  const pool = new pg.Pool({ connectionString: url, max: 8, types: { getTypeParser } });
  // Without a listener a lost idle connection would end the process.
  pool.on("error", onIdleError);
  return new PostgresDialect({ pool });
}
