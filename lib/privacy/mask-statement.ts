import { maskCommand } from "./mask-command.ts";

/**
 * A database statement without its literals: what was asked, not of whom.
 *
 *   UPDATE orders SET note = 'for Ada' WHERE user_id = 17  →  UPDATE orders SET note = '?' WHERE user_id = ?
 *   {"find": "users", "filter": {"email": "a@b.c"}}         →  {"find": "?", "filter": {"email": "?"}}
 */
export function maskStatement(statement: string): string {
  const command = maskCommand(statement);
  if (command !== null) return command;
  return maskDoubleQuoted(
    statement
      // Where a backslash stands before a quote, dialects do not agree where the text ends: it goes to the end.
      .replace(/'(?:[^'\\]|\\[^']|'')*\\'[\s\S]*$/, "'?'")
      .replace(/\bq'([[{(<])[\s\S]*?[\]})>]'/gi, "'?'")
      .replace(/"""[\s\S]*?(?:"""|$)/g, '"?"')
      .replace(/(\b(?:ObjectId|ISODate|UUID|Date|NumberLong|NumberDecimal)\s?\()\s?(?:"[^"]*"?|'[^']*'?|-?\d+)/gi, "$1?")
      .replace(/([:,([]\s*)\/(?:[^/\\\r\n]|\\.)+\/[gimsux]*(?=\s*[,}\])])/g, "$1?")
      // An unfinished literal (cut off by an exporter) goes to the end.
      .replace(/'(?:[^'\\]|\\[\s\S]|'')*(?:'|$)/g, "'?'")
      .replace(/\$([A-Za-z_]\w*|)\$[\s\S]*?(?:\$\1\$|$)/g, "'?'")
      .replace(/(:\s*)"(?:[^"\\]|\\[\s\S])*(?:"|$)/g, '$1"?"')
      .replace(/(?<![\w$@])0x[0-9a-f]+/gi, "?")
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

const STATEMENT_KEYS =
  /^(?:sql|cypher|graphql|(?:db|sql|jdbc|redis|mongo(?:db)?|elasticsearch|opensearch|cassandra|neo4j|couchbase|clickhouse|graphql|mysql|postgres(?:ql)?|mssql|oracle)[._](?:[a-z]+[._])?(?:statement|query|command|body|document|source|text|cql|sql|cypher|request)(?:[._](?:text|body|template))?)$/i;

export const isStatementKey = (key: string): boolean => STATEMENT_KEYS.test(key);
