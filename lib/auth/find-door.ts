import { CALLS, FILES, OPEN_DOORS, PAGES } from "./doors.ts";
import type { Right } from "./roles.ts";

/** Fewer parameters before more, and what takes everything last. */
const rankOf = (pattern: string): number => (pattern.includes("[...") ? 100 : 0) + pattern.split("[").length;

const regexOf = (pattern: string): RegExp =>
  new RegExp(
    `^${pattern
      .split(/(\[\.\.\.\w+\]|\[\w+\])/)
      .map((part) => (part.startsWith("[...") ? ".+" : part.startsWith("[") ? "[^/]+" : part.replace(/[.*+?^${}()|\\]/g, "\\$&")))
      .join("")}$`,
  );

/** Patterns without a parameter are looked up, the others tried in turn: the most particular first. */
function finderOf<T>(table: Readonly<Record<string, T>>): (path: string) => T | null {
  const isPattern = ([key]: readonly [string, T]): boolean => key.includes("[");
  const exact = new Map(Object.entries(table).filter((entry) => !isPattern(entry)));
  const others = Object.entries(table)
    .filter(isPattern)
    .sort(([a], [b]) => rankOf(a) - rankOf(b))
    .map(([pattern, to]) => ({ regex: regexOf(pattern), to }));
  return (path) => exact.get(path) ?? others.find(({ regex }) => regex.test(path))?.to ?? null;
}

const pageAt = finderOf(PAGES);
const callAt = finderOf(CALLS);
const fileAt = finderOf(FILES);
const openAt = finderOf(OPEN_DOORS);

/** A trailing slash leads nowhere else: Next takes it away. */
const plain = (path: string): string => (path.length > 1 && path.endsWith("/") ? path.slice(0, -1) : path);

/** What the table asks of whoever opens this page; null: it does not name it. */
export const rightOfPage = (path: string): Right | null => pageAt(plain(path));

/** The rights that the table asks for this call, all of them; null: it does not name it. */
export function rightsOfCall(method: string, path: string, asFile: boolean): readonly Right[] | null {
  const key = `${method === "HEAD" ? "GET" : method} ${plain(path)}`;
  const right = callAt(key);
  const further = asFile ? fileAt(key) : null;
  return right === null ? null : further === null || further === right ? [right] : [right, further];
}

export const isOpenDoor = (path: string): boolean => openAt(plain(path)) !== null;
