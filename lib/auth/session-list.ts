import { type UnixMs, unixMs } from "../base/time.ts";
import type { AuthStore, SessionRow } from "../store/auth-store.ts";
import type { SessionLimits } from "./config.ts";
import { fingerprint } from "./keys.ts";

/** A session as its owner and the administrators see it. */
export interface SessionInfo {
  /** To revoke it by: neither the cookie's secret nor what the store keeps of it. */
  readonly id: string;
  readonly sub: string;
  readonly name: string;
  readonly role: string;
  readonly mayReveal: boolean;
  readonly begunAt: UnixMs;
  /** To the minute. */
  readonly lastSeenAt: UnixMs;
  /** When the directory last said that this person is still here. */
  readonly confirmedAt: UnixMs;
  /** However busy it is. */
  readonly endsAt: UnixMs;
  readonly address: string | null;
  readonly agent: string | null;
  /** As `Viewer.credential` names it. */
  readonly credential: string;
}

export interface SessionBook {
  /** Those that last were seen first; of everybody, or of one. */
  listSessions(sub?: string): Promise<readonly SessionInfo[]>;
  /** False: there is none of this id (any more). */
  revokeSession(id: string): Promise<boolean>;
}

export function makeSessionBook(store: AuthStore, limits: SessionLimits): SessionBook {
  const rows = (sub?: string) => store.listSessions(sub);
  return {
    listSessions: async (sub) => (await rows(sub)).map((row) => toInfo(row, limits)),
    async revokeSession(id) {
      const row = (await rows()).find((one) => publicId(one.sid) === id);
      return row !== undefined && (await store.deleteSessions({ sid: row.sid })) > 0;
    },
  };
}

const publicId = (sid: string): string => fingerprint(`session ${sid}`).slice(0, 22);

const toInfo = (row: SessionRow, limits: SessionLimits): SessionInfo => ({
  id: publicId(row.sid),
  ...{ sub: row.sub, name: row.name, role: row.role, mayReveal: row.mayReveal, address: row.address, agent: row.agent },
  ...{ begunAt: row.createdAt, lastSeenAt: row.lastSeenAt, confirmedAt: row.directoryCheckedAt },
  endsAt: unixMs(row.createdAt + limits.absoluteMs),
  credential: row.sid,
});
