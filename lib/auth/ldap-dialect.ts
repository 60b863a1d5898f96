import { type Client, PresenceFilter, ResultCodeError } from "ldapts";
import { valuesOf } from "./ldap-connection.ts";

/** What kind of server answers, by its root entry. A server that does not show it is a plain one. */
export interface Dialect {
  readonly activeDirectory: boolean;
  /** Long answers come in pages (RFC 2696). */
  readonly paged: boolean;
}

export const PLAIN: Dialect = { activeDirectory: false, paged: false };

/** LDAP_CAP_ACTIVE_DIRECTORY_OID. Samba's directory controller says so too; AD LDS has another one, and no `sAMAccountName`. */
const ACTIVE_DIRECTORY = "1.2.840.113556.1.4.800";
const PAGED_RESULTS = "1.2.840.113556.1.4.319";

export async function readDialect(client: Client): Promise<Dialect> {
  try {
    const { searchEntries } = await client.search("", {
      scope: "base",
      filter: new PresenceFilter({ attribute: "objectClass" }),
      attributes: ["supportedcapabilities", "supportedcontrol"],
    });
    const root = searchEntries[0];
    if (root === undefined) return PLAIN;
    return {
      activeDirectory: valuesOf(root, "supportedCapabilities").includes(ACTIVE_DIRECTORY),
      paged: valuesOf(root, "supportedControl").includes(PAGED_RESULTS),
    };
  } catch (error) {
    // An answer, if only "there is no such entry", "you may not": anything but busy (51) and unavailable (52).
    if (error instanceof ResultCodeError && error.code !== 51 && error.code !== 52) return PLAIN;
    throw error;
  }
}
