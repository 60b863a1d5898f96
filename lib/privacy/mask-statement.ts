/**
 * A database statement without its literals: what was asked, not of whom.
 *
 *   UPDATE orders SET note = 'for Ada' WHERE user_id = 17  →  UPDATE orders SET note = '?' WHERE user_id = ?
 *   {"find": "users", "filter": {"email": "a@b.c"}}         →  {"find": "?", "filter": {"email": "?"}}
 */
export function maskStatement(statement: string): string {
  return (
    statement
      // An unfinished literal (cut off by an exporter) goes to the end.
      .replace(/'(?:[^'\\]|\\[\s\S]|'')*(?:'|$)/g, "'?'")
      .replace(/\$([A-Za-z_]\w*|)\$[\s\S]*?(?:\$\1\$|$)/g, "'?'")
      .replace(/(:\s*)"(?:[^"\\]|\\[\s\S])*(?:"|$)/g, '$1"?"')
      .replace(/(?<![\w$@:?.])[-+]?\d+(?:\.\d+)?(?:e[-+]?\d+)?(?![\w.])/gi, "?")
  );
}

const STATEMENT_KEYS: ReadonlySet<string> = new Set(["db.statement", "db.query.text", "db.sql.statement", "sql", "sql.query", "db.query"]);

export const isStatementKey = (key: string): boolean => STATEMENT_KEYS.has(key.toLowerCase());
