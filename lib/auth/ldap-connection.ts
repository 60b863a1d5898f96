import { isIP } from "node:net";
import { Client, type Entry, ResultCodeError } from "ldapts";
import { err, ok, type Result } from "../base/result.ts";
import type { DirectoryConfig } from "./config.ts";
import type { DirectoryDown } from "./directory.ts";
import { explainFailure } from "./ldap-failure.ts";

/**
 * One short-lived client per operation: ldapts hangs when two operations meet on one fresh client, and reconnects *anonymously* after a
 * restart of the directory. The outer deadline is our own, because a frozen server outlives both of the library's.
 * @param patience the deadline, in times of the configured limit for one answer
 */
export type Connect = <T>(use: (client: Client) => Promise<T>, patience?: number) => Promise<Result<T, DirectoryDown>>;

/** Several addresses are tried in turn, beginning with the one that answered last. */
export function makeConnect(config: DirectoryConfig): Connect {
  const urls = urlsOf(config.url);
  let preferred = 0;
  return async (use, patience = 2) => {
    const failures: string[] = [];
    for (let tried = 0; tried < urls.length; tried++) {
      const at = (preferred + tried) % urls.length;
      const url = urls[at] ?? "";
      try {
        const value = await withClient(config, url, use, config.timeoutMs * patience);
        preferred = at;
        return ok(value);
      } catch (error) {
        failures.push(urls.length > 1 ? `${url}: ${explainFailure(error)}` : explainFailure(error));
        // A refused password is refused everywhere; asking on would lock the account.
        if (error instanceof ResultCodeError && error.code === 49) break;
      }
    }
    return err({ kind: "directory-down", detail: failures.join("; ") });
  };
}

/** `LDAP_URL` may name several, by spaces or commas. */
export const urlsOf = (text: string): readonly string[] => text.split(/[\s,]+/).filter((url) => url !== "");

async function withClient<T>(config: DirectoryConfig, url: string, use: (client: Client) => Promise<T>, deadlineMs: number): Promise<T> {
  const { timeoutMs, caPem } = config;
  const tls = caPem === null ? {} : { ca: caPem };
  const client = new Client({
    ...{ url, timeout: timeoutMs, connectTimeout: timeoutMs },
    ...(url.toLowerCase().startsWith("ldaps:") ? { tlsOptions: tls } : {}),
  });
  const work = async (): Promise<T> => {
    // Without a name, StartTLS would check the certificate against "localhost". An address may not be sent as a name, only checked.
    const host = new URL(url).hostname.replace(/^\[|\]$/g, "");
    if (config.startTls) await client.startTLS({ ...tls, ...(isIP(host) ? { host } : { servername: host }) });
    return use(client);
  };
  let alarm: NodeJS.Timeout | undefined;
  const deadline = new Promise<never>((_, reject) => {
    alarm = setTimeout(() => reject(new Error("no answer within the deadline")), deadlineMs);
  });
  try {
    return await Promise.race([work(), deadline]);
  } finally {
    clearTimeout(alarm);
    void client.unbind().catch(() => undefined);
  }
}

/** One value comes as a string, several as an array, none as `[]`; what is no text is left out. Attributes' names have no case. */
export function valuesOf(entry: Entry, attribute: string): readonly string[] {
  return rawValuesOf(entry, attribute).filter((one) => typeof one === "string");
}

export function rawValuesOf(entry: Entry, attribute: string): readonly (string | Buffer)[] {
  const wanted = attribute.toLowerCase();
  const key = Object.keys(entry).find((name) => name.toLowerCase() === wanted);
  const value = key === undefined ? [] : entry[key];
  return (Array.isArray(value) ? value : [value]).filter((one) => one !== undefined);
}
