import { randomBytes } from "node:crypto";
import { err, ok, type Result } from "../base/result.ts";
import { type Clock, MINUTE_MS } from "../base/time.ts";
import type { AuthStore, SessionRow } from "../store/auth-store.ts";
import type { SessionLimits } from "./config.ts";
import type { Person } from "./directory.ts";
import { fingerprint } from "./keys.ts";
import type { People } from "./people.ts";
import { isRole, type Role, rightsOf } from "./roles.ts";
import type { NoViewer, Viewer } from "./viewer.ts";

/** The row decides, never the cookie: idle and absolute limits, revocation and the directory's recheck all live here. */
export interface Sessions {
  /** The new session's id: a secret, of which the store keeps the fingerprint only. */
  open(person: Person): Promise<string>;
  load(sid: string): Promise<Result<Viewer, NoViewer>>;
  end(sid: string): Promise<void>;
}

export function makeSessions(store: AuthStore, people: People | null, limits: SessionLimits, clock: Clock): Sessions {
  const gone = async (row: SessionRow, why: string): Promise<Result<never, NoViewer>> => {
    await store.deleteSessions({ sid: row.sid });
    await store.audit({ at: clock(), actor: row.sub, action: "session-ended", subject: row.sub, detail: why });
    return err({ kind: "session-gone" });
  };
  const touch = async (row: SessionRow, change: Parameters<AuthStore["touchSession"]>[1]): Promise<void> => {
    // At most one write a minute for being seen; a change of role or a recheck is written at once.
    const seen = clock() - row.lastSeenAt > MINUTE_MS ? { lastSeenAt: clock() } : {};
    const all = { ...seen, ...change };
    if (Object.keys(all).length > 0) await store.touchSession(row.sid, all);
  };

  return {
    async open(person) {
      const sid = randomBytes(32).toString("base64url");
      const now = clock();
      const { sub, name, email, role, mayReveal } = person;
      const row = { sid: fingerprint(sid), sub, name, email, role, mayReveal, createdAt: now, lastSeenAt: now, directoryCheckedAt: now };
      const begun = { address: null, agent: null, issuerSid: null, idToken: null, issuerSub: null, refreshToken: null, refreshedAt: null };
      await store.putSession({ ...row, ...begun });
      await store.audit({ at: now, actor: sub, action: "signed-in", subject: sub, detail: `as ${role}` });
      return sid;
    },
    async load(sid) {
      const row = await store.getSession(fingerprint(sid));
      if (row === null) return err({ kind: "session-gone" });
      if (clock() - row.createdAt > limits.absoluteMs) return gone(row, "absolute limit");
      if (clock() - row.lastSeenAt > limits.idleMs) return gone(row, "idle limit");
      if (!isRole(row.role)) return gone(row, "unknown role");
      if (people === null) {
        await touch(row, {});
        return ok(viewerOf(row, row.role, row.mayReveal));
      }
      const confirmed = await people.confirm(row.sub, row.directoryCheckedAt);
      if (confirmed.kind === "left") {
        await store.deleteSessions({ sub: row.sub });
        return gone(row, "left the directory");
      }
      if (confirmed.kind === "down") return err({ kind: "directory-down" });
      const { role, mayReveal } = confirmed.person ?? { role: row.role, mayReveal: row.mayReveal };
      const changed = role !== row.role || mayReveal !== row.mayReveal;
      if (changed) {
        const detail = `${describeGrants(row.role, row.mayReveal)} → ${describeGrants(role, mayReveal)}`;
        await store.audit({ at: clock(), actor: "directory", action: "role-changed", subject: row.sub, detail });
      }
      await touch(row, {
        ...(changed ? { role, mayReveal } : {}),
        ...(confirmed.at > row.directoryCheckedAt ? { directoryCheckedAt: confirmed.at } : {}),
      });
      return ok({ ...viewerOf(row, role, mayReveal), name: confirmed.person?.name ?? row.name });
    },
    async end(sid) {
      const row = await store.getSession(fingerprint(sid));
      if (row) await gone(row, "signed out");
    },
  };
}

const viewerOf = ({ sub, name, sid }: SessionRow, role: Role, mayReveal: boolean): Viewer => ({
  ...{ kind: "person", sub, name, role },
  rights: rightsOf(role, mayReveal),
  credential: sid,
});

const describeGrants = (role: string, mayReveal: boolean): string => (mayReveal ? `${role} + reveal` : role);
