const COMMANDS = new Set(
  (
    "multi exec discard ping watch unwatch flushdb flushall info quit append auth bitcount bitop bitpos blmove blpop brpop config decr decrby del dump echo eval evalsha exists expire expireat fcall geoadd geodist " +
    "geopos get getdel getex getrange getset hdel hello hexists hget hgetall hincrby hkeys hlen hmget hmset hscan hset hsetnx hvals incr incrby incrbyfloat " +
    "json.get json.set keys lindex linsert llen lpop lpos lpush lrange lrem lset ltrim mget migrate move mset msetnx persist pexpire pfadd pfcount " +
    "psetex psubscribe pttl publish rename renamenx restore rpop rpush sadd scan scard sdiff set setbit setex setnx setrange sinter sismember smembers smove " +
    "spop srandmember srem strlen subscribe sunion ttl type unlink xack xadd xclaim xdel xlen xpending xrange xread xreadgroup xrevrange xtrim zadd " +
    "zcard zcount zincrby zrange zrangebyscore zrank zrem zrevrange zscore add replace cas gets incr touch prepend"
  ).split(" "),
);
/** Words of SQL begin the same way: `SET search_path = x`, `GET DIAGNOSTICS`, `REPLACE INTO`, `MOVE NEXT FROM`. */
const SQL =
  /^(?:set\s+(?:@|session\b|local\b|global\b|names\b|transaction\b|time\b|role\b|search_path\b|[\w.@"]+\s*(?:=|to\b))|get\s+diagnostics|replace\s+into|move\s+\w+\s+(?:from|in)|type\s+\w+\s+is)/i;

/**
 * Commands of a key-value store: what was done, to what kind of key. Null: not one.
 *
 *   SET user:ada@example.com "Ada"  →  SET user:? ?        AUTH hunter2  →  AUTH ?
 */
export function maskCommand(statement: string): string | null {
  const lines = statement.split(/\r?\n/);
  const masked: string[] = [];
  for (const line of lines) {
    const [, before = "", command = "", rest = ""] = /^(\s*)([a-z.]+)(?:\s+([\s\S]*))?$/i.exec(line) ?? [];
    if (line.trim() === "") masked.push(line);
    else if (!COMMANDS.has(command.toLowerCase()) || SQL.test(line.trim())) return null;
    else masked.push(before + maskArguments(command, rest));
  }
  return masked.join("\n");
}

const KEYLESS = new Set(["auth", "hello", "config", "eval", "evalsha", "fcall", "echo", "migrate"]);

function maskArguments(command: string, rest: string): string {
  if (rest === "") return command;
  if (KEYLESS.has(command.toLowerCase())) return `${command} ?`;
  const [key = "", ...others] = rest.split(/\s+/);
  // What an instrumentation counted already says nothing: `SET key [1 other arguments]`.
  const behind = /\[\d+ other arguments\]$/.exec(rest)?.[0];
  return [command, maskKey(key), ...(behind ? [behind] : others.length > 0 ? ["?"] : [])].join(" ");
}

/** `user:42:cart` → `user:?:cart`: the first part tells the kind, and plain words do. */
const maskKey = (key: string): string =>
  key
    .replace(/^["']|["']$/g, "")
    .split(/([:/|])/)
    .map((part, at) =>
      at === 0
        ? /^[a-z_*-]{1,30}$/i.test(part)
          ? part
          : "?"
        : at % 2 === 1 || /^(?:\*|\?|id|ids|cart|session|sessions|profile|lock|queue|list|count|data|items|meta|orders?)$/i.test(part)
          ? part
          : "?",
    )
    .join("");
