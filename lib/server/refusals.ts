import { type Clock, MINUTE_MS, type Ms } from "../base/time.ts";
import type { AuditStore } from "../store/audit-store.ts";
import type { Log } from "./request-log.ts";

/** The same refusal of the same address is one row a minute, however often it comes. */
const ONCE_MS: Ms = MINUTE_MS;
/** Rows a minute over all addresses: whoever owns a whole network must not fill the audit log with it. */
const MOST_A_MINUTE = 60;

export interface Refusal {
  /** The socket's other end. */
  readonly peer: string;
  /** Whom trusted proxies saw; null: their chain cannot be read. */
  readonly client: string | null;
  /** `network-not-allowed`, `spans-not-allowed`, `foreign-origin`. */
  readonly why: string;
  /** A shape, without ids. */
  readonly place: string;
}

/** @param audit null while the store is not open yet: such refusals stand in the log only */
export function makeRefusals(audit: () => AuditStore | null, clock: Clock, log: Log): (refusal: Refusal) => void {
  let minute = { began: Number.NEGATIVE_INFINITY, known: new Set<string>() };
  return ({ peer, client, why, place }) => {
    const now = clock();
    if (now - minute.began >= ONCE_MS) minute = { began: now, known: new Set() };
    const address = client ?? peer;
    const key = `${why} ${address}`;
    if (minute.known.has(key) || minute.known.size > MOST_A_MINUTE) return;
    minute.known.add(key);
    const isLast = minute.known.size > MOST_A_MINUTE;
    const subject = isLast ? "network/and more" : `network/${address}`;
    const detail = JSON.stringify({ why, place, peer, client: client ?? "unreadable" });
    audit()
      ?.appendOnce({ at: now, actor: "(nobody)", action: "denied", subject, detail }, ONCE_MS)
      .catch((error: unknown) => log({ at: new Date().toISOString(), event: "a refusal could not be audited", error: String(error) }));
  };
}
