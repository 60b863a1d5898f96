import { Client, type Entry } from "ldapts";
import { err, ok, type Result } from "../base/result.ts";
import type { DirectoryConfig } from "./config.ts";
import type { DirectoryDown } from "./directory.ts";

/**
 * One short-lived client per operation: ldapts hangs when two operations meet on one fresh client, and reconnects *anonymously* after a
 * restart of the directory. The outer deadline is our own, because a frozen server outlives both of the library's.
 */
export async function withConnection<T>(config: DirectoryConfig, use: (client: Client) => Promise<T>): Promise<Result<T, DirectoryDown>> {
  const tls = config.caPem === null ? {} : { ca: config.caPem };
  const client = new Client({
    url: config.url,
    timeout: config.timeoutMs,
    connectTimeout: config.timeoutMs,
    ...(config.url.startsWith("ldaps:") ? { tlsOptions: tls } : {}),
  });
  const work = async (): Promise<T> => {
    // Without a server name, StartTLS would check the certificate against "localhost".
    if (config.startTls) await client.startTLS({ ...tls, servername: new URL(config.url).hostname });
    return use(client);
  };
  let alarm: NodeJS.Timeout | undefined;
  const deadline = new Promise<never>((_, reject) => {
    alarm = setTimeout(() => reject(new Error("no answer within the deadline")), config.timeoutMs * 2);
  });
  try {
    return ok(await Promise.race([work(), deadline]));
  } catch (error) {
    return err({ kind: "directory-down", detail: describe(error) });
  } finally {
    clearTimeout(alarm);
    void client.unbind().catch(() => undefined);
  }
}

function describe(error: unknown): string {
  if (!(error instanceof Error)) return "unknown failure";
  const code = (error as { code?: unknown }).code;
  return `${error.name}${code === undefined ? "" : ` ${String(code)}`}: ${error.message.slice(0, 200)}`;
}

/** One value comes as a string, several as an array, none as `[]`. */
export function valuesOf(entry: Entry, attribute: string): readonly string[] {
  const wanted = attribute.toLowerCase();
  const key = Object.keys(entry).find((name) => name.toLowerCase() === wanted);
  const value = key === undefined ? [] : entry[key];
  return (Array.isArray(value) ? value : [value]).filter((one) => one !== undefined).map((one) => one.toString());
}
