import type { Clock, UnixMs } from "../base/time.ts";
import type { AuthStore, SessionRow } from "../store/auth-store.ts";
import type { Confirmed } from "./people.ts";

/** Writes into a session's row what has become of its person; each change is noted once, however many replicas and requests find it. */
export interface SessionSettler {
  end(row: SessionRow, why: string, by?: string): Promise<void>;
  settle(row: SessionRow, confirmed: Confirmed): Promise<void>;
}

export function makeSessionSettler(store: AuthStore, clock: Clock): SessionSettler {
  const end: SessionSettler["end"] = async (row, why, by = row.sub) => {
    if ((await store.deleteSessions({ sid: row.sid })) === 0) return;
    await store.audit({ at: clock(), actor: by, action: "session-ended", subject: row.sub, detail: why });
  };
  /** Not those that began after it was said: the person has come back. */
  const endLeft = async (sub: string, saidAt: UnixMs): Promise<void> => {
    for (const row of await store.listSessions(sub))
      if (row.directoryCheckedAt <= saidAt) await end(row, "left the directory", "directory");
  };
  return {
    end,
    async settle(row, confirmed) {
      if (confirmed.kind === "down") return;
      if (confirmed.kind === "left") return endLeft(row.sub, confirmed.at);
      const { person, at } = confirmed;
      if (person !== null && (person.role !== row.role || person.mayReveal !== row.mayReveal)) {
        const { role, mayReveal } = person;
        const changed = await store.touchSession(row.sid, { role, mayReveal, directoryCheckedAt: at }, row);
        const detail = `${describeGrants(row.role, row.mayReveal)} → ${describeGrants(role, mayReveal)}`;
        if (changed) await store.audit({ at: clock(), actor: "directory", action: "role-changed", subject: row.sub, detail });
      } else if (at !== row.directoryCheckedAt) await store.touchSession(row.sid, { directoryCheckedAt: at });
    },
  };
}

const describeGrants = (role: string, mayReveal: boolean): string => (mayReveal ? `${role} + reveal` : role);
