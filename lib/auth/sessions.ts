import { randomBytes } from "node:crypto";
import { err, ok, type Result } from "../base/result.ts";
import { type Clock, MINUTE_MS } from "../base/time.ts";
import type { AuthStore, SessionRow } from "../store/auth-store.ts";
import type { SessionLimits } from "./config.ts";
import type { Person } from "./directory.ts";
import { fingerprint } from "./keys.ts";
import type { People } from "./people.ts";
import { isRole, type Role, rightsOf } from "./roles.ts";
import { whyOver } from "./session-limits.ts";
import { makeSessionSettler } from "./session-settle.ts";
import type { NoViewer, Viewer } from "./viewer.ts";

/** Whence and with what a session began, and what its issuer gave. */
export type Begun = Pick<SessionRow, "address" | "agent" | "issuerSid" | "idToken" | "issuerSub" | "refreshToken">;

/** The row decides, never the cookie: idle and absolute limits, revocation and the directory's recheck all live here. */
export interface Sessions {
  /** The new session's id: a secret, of which the store keeps the fingerprint only. */
  open(person: Person, begun?: Partial<Begun>): Promise<string>;
  /** `unseen`: looked at by itself (an open stream), which does not keep it from being idle. */
  load(sid: string, unseen?: boolean): Promise<Result<Viewer, NoViewer>>;
  /** The row that is no more; null where there was none. */
  end(sid: string): Promise<SessionRow | null>;
}

/** Devices and browsers of one person; beyond it the one that was not used for longest goes. */
export const MOST_OF_ONE = 20;
const AGENT_LENGTH = 200;
const NOTHING_KNOWN: Begun = { address: null, agent: null, issuerSid: null, idToken: null, issuerSub: null, refreshToken: null };

export function makeSessions(store: AuthStore, people: People | null, limits: SessionLimits, clock: Clock): Sessions {
  const { end, settle } = makeSessionSettler(store, clock);
  const gone = async (row: SessionRow, why: string): Promise<Result<never, NoViewer>> => {
    await end(row, why);
    return err({ kind: "session-gone" });
  };

  return {
    async open(person, begun = {}) {
      const sid = randomBytes(32).toString("base64url");
      const now = clock();
      const { sub, name, email, role, mayReveal } = person;
      const row = { sid: fingerprint(sid), sub, name, email, role, mayReveal, createdAt: now, lastSeenAt: now, directoryCheckedAt: now };
      const agent = begun.agent?.slice(0, AGENT_LENGTH) ?? null;
      await store.putSession({ ...row, ...NOTHING_KNOWN, ...begun, agent, refreshedAt: null });
      await store.audit({ at: now, actor: sub, action: "signed-in", subject: sub, detail: `as ${role}` });
      const others = (await store.listSessions(sub)).filter((one) => one.sid !== row.sid);
      for (const old of others.slice(MOST_OF_ONE - 1)) await end(old, `more than ${MOST_OF_ONE} at once`);
      return sid;
    },
    async load(sid, unseen = false) {
      const row = await store.getSession(fingerprint(sid));
      if (row === null) return err({ kind: "session-gone" });
      const over = whyOver(row, limits, clock());
      if (over !== null) return gone(row, over);
      if (!isRole(row.role)) return gone(row, "unknown role");
      // At most one write a minute for being seen; a change of role or a recheck is written at once.
      const now = clock();
      if (!unseen && Math.abs(now - row.lastSeenAt) > MINUTE_MS) await store.touchSession(row.sid, { lastSeenAt: now });
      if (people === null) return ok(viewerOf(row, row.role, row.mayReveal));
      const confirmed = await people.confirm(row.sub, row.directoryCheckedAt);
      if (confirmed.kind === "down") return err({ kind: "directory-down" });
      await settle(row, confirmed);
      if (confirmed.kind === "left") return err({ kind: "session-gone" });
      const { role, mayReveal } = confirmed.person ?? { role: row.role, mayReveal: row.mayReveal };
      return ok({ ...viewerOf(row, role, mayReveal), name: confirmed.person?.name ?? row.name });
    },
    async end(sid) {
      const row = await store.getSession(fingerprint(sid));
      if (row) await end(row, "signed out");
      return row;
    },
  };
}

const viewerOf = ({ sub, name, sid }: SessionRow, role: Role, mayReveal: boolean): Viewer => ({
  ...{ kind: "person", sub, name, role },
  rights: rightsOf(role, mayReveal),
  credential: sid,
});
