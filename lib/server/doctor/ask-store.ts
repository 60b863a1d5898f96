import { isLoopback } from "../../auth/network.ts";
import { inspectStore } from "../../store/inspect-store.ts";
import { broken, type Finding, fine, orFine, reasonOf, weak } from "./finding.ts";

/** The store as it lies there: nothing is migrated or written. */
export async function askStore(url: string): Promise<readonly Finding[]> {
  try {
    const seen = await inspectStore(url);
    if (seen === null) return [fine("STORE_URL", "there is no store yet: it is made at the first start")];
    const { version, known, writable, audit } = seen;
    return [
      ...orFine(
        [
          version > known &&
            broken(
              "STORE_URL",
              `was written by a newer Loupe (schema ${version}, this one knows ${known})`,
              "start that version, or give another store",
            ),
          !writable && broken("STORE_URL", "cannot be written", "give its file, or the database's tables, to Loupe's user"),
          ...judgeWay(url),
        ],
        "STORE_URL",
        `${url.startsWith("sqlite:") ? "SQLite" : "PostgreSQL"}, schema ${version}${version < known ? `, brought to ${known} at the next start` : ""}`,
      ),
      audit === null
        ? weak("audit log", "holds no chain yet", "start this Loupe once")
        : audit.whole
          ? fine("audit log", `${audit.rows} rows, the chain is whole`)
          : broken(
              "audit log",
              `the chain is broken at row ${audit.brokenAt}: it ${audit.reason}`,
              "somebody changed what was written: compare with a backup; npm run audit:verify tells more",
            ),
    ];
  } catch (error) {
    return [
      broken("STORE_URL", `cannot be opened: ${withoutAddress(reasonOf(error), url)}`, "check address, password and network"),
      ...judgeWay(url),
    ];
  }
}

/** The driver's words may repeat the address, and that holds a password. */
const withoutAddress = (text: string, url: string): string => {
  const password = URL.canParse(url) ? new URL(url).password : "";
  return [url, password, decodeURIComponent(password)].filter((one) => one !== "").reduce((all, one) => all.replaceAll(one, "…"), text);
};

/** How PostgreSQL is spoken to. `sslmode=require` of node-postgres checks the certificate; `no-verify` does not. */
export function judgeWay(url: string): readonly Finding[] {
  if (url.startsWith("sqlite:") || !URL.canParse(url)) return [];
  const { hostname, searchParams } = new URL(url);
  const mode = searchParams.get("sslmode") ?? (searchParams.get("ssl") === "true" ? "require" : "disable");
  const name = hostname.replace(/^\[|\]$/g, "");
  if (name === "" || isLoopback(name) || name === "localhost") return [];
  if (mode === "disable" || mode === "allow" || mode === "prefer")
    return [broken("STORE_URL", "PostgreSQL is spoken to without TLS off this machine", "add ?sslmode=verify-full")];
  return mode === "no-verify" ? [weak("STORE_URL", "PostgreSQL's certificate is not checked", "set sslmode=verify-full")] : [];
}
