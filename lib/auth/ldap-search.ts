import { AndFilter, type Client, type Entry, type Filter, OrFilter, type SearchOptions } from "ldapts";
import type { DirectoryConfig } from "./config.ts";
import type { Dialect } from "./ldap-dialect.ts";
import { isUnder, normaliseDn } from "./ldap-dn.ts";
import { hasCode, isTooMuch } from "./ldap-failure.ts";

/** A connection that has said who it is, and what is known of the other side. */
export interface Reading {
  readonly client: Client;
  readonly config: DirectoryConfig;
  readonly dialect: Dialect;
  readonly now: number;
}

/** Names or DNs in one filter: keeps a request small. */
export const PER_SEARCH = 50;
const PAGE = 200;

/**
 * Every entry below `base` that matches; a part of them is a failure, never an answer.
 * Attributes are asked for in lower case: their names have none, and servers written with ldapjs send only what is asked so.
 */
export async function searchAll(reading: Reading, base: string, filter: Filter, attributes: readonly string[]): Promise<readonly Entry[]> {
  const options: SearchOptions = { scope: "sub", filter, explicitBufferAttributes: ["objectSid", "objectsid"] };
  const wanted = attributes.map((name) => name.toLowerCase());
  const asked = await ask(reading, base, options, wanted);
  // The base itself is elsewhere: nothing was said about it. What lies below another server's name was never looked at, at sign-in neither.
  const here = normaliseDn(base);
  const away = asked.searchReferences.find((url) => isUnder(here, normaliseDn(dnOfReference(url))));
  if (away !== undefined)
    throw new Error("the directory refers to another server (a referral), which is not followed: name it in LDAP_URL");
  return asked.searchEntries.filter((entry) => entry.dn !== "");
}

/**
 * Whole answers first: a server may refuse pages of a size that it does not like (OpenLDAP's `size.pr`), even for one entry.
 * A server that refuses attributes it does not know is asked for all it has, operational ones included.
 */
async function ask({ client, dialect }: Reading, base: string, options: SearchOptions, attributes: string[]) {
  try {
    return await client.search(base, { ...options, attributes });
  } catch (error) {
    if (hasCode(error, [16])) return client.search(base, { ...options, attributes: ["*", "+"] });
    if (!dialect.paged || !hasCode(error, [4])) throw error;
    return client.search(base, { ...options, attributes, paged: { pageSize: PAGE } });
  }
}

/** `ldap://other.test/ou=x,dc=test??sub` → `ou=x,dc=test` */
function dnOfReference(url: string): string {
  const path = /^ldaps?:\/\/[^/]*\/([^?]*)/i.exec(url)?.[1] ?? "";
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

/**
 * `ask` for so many at once as the server bears: a slice that is too much for it is halved.
 * @throws what a slice of one throws
 */
export async function inSlices<T, R>(items: readonly T[], ask: (slice: readonly T[]) => Promise<readonly R[]>, size = PER_SEARCH) {
  const found: R[] = [];
  for (let at = 0; at < items.length; at += size) found.push(...(await askHalving(items.slice(at, at + size), ask)));
  return found;
}

async function askHalving<T, R>(slice: readonly T[], ask: (slice: readonly T[]) => Promise<readonly R[]>): Promise<readonly R[]> {
  try {
    return await ask(slice);
  } catch (error) {
    if (slice.length < 2 || !isTooMuch(error)) throw error;
    const half = Math.ceil(slice.length / 2);
    return [...(await askHalving(slice.slice(0, half), ask)), ...(await askHalving(slice.slice(half), ask))];
  }
}

/** One filter stands for itself: some servers refuse a list of one. */
export const anyOf = (filters: readonly Filter[]): Filter =>
  filters.length === 1 && filters[0] ? filters[0] : new OrFilter({ filters: [...filters] });
export const allOf = (filters: readonly Filter[]): Filter =>
  filters.length === 1 && filters[0] ? filters[0] : new AndFilter({ filters: [...filters] });
