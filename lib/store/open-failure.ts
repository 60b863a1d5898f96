/** Why a store did not open: the thing by its name, and a cure. A password in the address is never repeated. */
export function explainOpenFailure(reason: unknown, url: string): Error {
  const { message, code = "" } = reason as { message?: string; code?: string };
  const say = (text: string) => new Error(text, { cause: reason });
  if (/^postgres(ql)?:/.test(url))
    return say(`the store ${withoutPassword(url)} cannot be used (${message || code}): ${postgresCure(code)}`);
  const file = url.replace(/^sqlite:/, "");
  const cure = SQLITE_CURES.find(([codes]) => codes.test(code))?.[1];
  return cure === undefined ? (reason as Error) : say(`the store ${file} cannot be used (${message}): ${cure}`);
}

const SQLITE_CURES: readonly (readonly [RegExp, string])[] = [
  [/NOTADB|CORRUPT/, "it is damaged or no database of Loupe's; move it away and an empty one is made, or bring a copy back"],
  [/CANTOPEN|PERM|AUTH/, "give a folder and a file that this user may read and write"],
  [/READONLY/, "it is read-only; let this user write it and its folder"],
  [/FULL|IOERR/, "the disk is full or failing; make room, then start again"],
  [/BUSY|LOCKED/, "another process is writing it; stop that one first, or give another data folder"],
  [/EACCES|EPERM|EROFS/, "its folder cannot be written; let this user write it, or give another"],
  [/ENOTDIR|EEXIST/, "its folder is a file; give a folder"],
  [/ENOSPC/, "the disk is full; make room, then start again"],
];

function postgresCure(code: string): string {
  if (/^28/.test(code)) return "the user or password is wrong";
  if (code === "3D000") return "create the database first";
  if (/^42501/.test(code)) return "let this user create tables there";
  return "start it, or correct its address (STORE_URL)";
}

function withoutPassword(address: string): string {
  if (!URL.canParse(address)) return "postgres://…";
  const url = new URL(address);
  return `${url.protocol}//${url.host}${url.pathname}`;
}
