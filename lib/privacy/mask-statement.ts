/**
 * A database statement without its literals: what was asked, not of whom.
 *
 *   UPDATE orders SET note = 'for Ada' WHERE user_id = 17  →  UPDATE orders SET note = '?' WHERE user_id = ?
 *   {"find": "users", "filter": {"email": "a@b.c"}}         →  {"find": "?", "filter": {"email": "?"}}
 */
export function maskStatement(statement: string): string {
  return maskDoubleQuoted(
    statement
      // An unfinished literal (cut off by an exporter) goes to the end.
      .replace(/'(?:[^'\\]|\\[\s\S]|'')*(?:'|$)/g, "'?'")
      .replace(/\$([A-Za-z_]\w*|)\$[\s\S]*?(?:\$\1\$|$)/g, "'?'")
      .replace(/(:\s*)"(?:[^"\\]|\\[\s\S])*(?:"|$)/g, '$1"?"')
      .replace(/(?<![\w$@:?.])[-+]?\d+(?:\.\d+)?(?:e[-+]?\d+)?(?![\w.])/gi, "?"),
  );
}

/**
 * Between double quotes stands a name in standard SQL and a literal in MySQL, SQLite and documents: what stands before it tells.
 *
 *   INSERT INTO "t" ("a") VALUES (NULL, "Ada", "b")  →  INSERT INTO "t" ("a") VALUES (NULL, "?", "?")
 *   WHERE "t"."a" = "u"."a" AND b LIKE "Ada%"        →  WHERE "t"."a" = "u"."a" AND b LIKE "?"
 */
function maskDoubleQuoted(statement: string): string {
  if (!statement.includes('"')) return statement;
  let isList = false;
  let before = "";
  return statement.replace(/"(?:[^"\\]|\\[\s\S]|"")*(?:"|$)|[^"]+/g, (part, at: number) => {
    if (!part.startsWith('"')) {
      before = part;
      return part;
    }
    const plain = before.replace(/\b(?:null|true|false|default)\b/gi, "");
    const goesOn = isList && before !== "" && !/[a-z:{}\]]/i.test(plain);
    isList =
      (goesOn || /(?:[=<>[]|\b(?:like|ilike|regexp|rlike)|\b(?:values|in)\b[^a-z]*)\s*$/i.test(plain)) &&
      statement[at + part.length] !== ".";
    before = "";
    return isList ? '"?"' : part;
  });
}

const STATEMENT_KEYS: ReadonlySet<string> = new Set(["db.statement", "db.query.text", "db.sql.statement", "sql", "sql.query", "db.query"]);

export const isStatementKey = (key: string): boolean => STATEMENT_KEYS.has(key.toLowerCase());
