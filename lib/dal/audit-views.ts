import { HOUR_MS, MINUTE_MS, type Ms, type UnixMs } from "../base/time.ts";

/** Calls that come closer than this to each other are one look: a page that is open asks again every few seconds. */
const ONE_LOOK_MS: Ms = 2 * MINUTE_MS;
/** A look that goes on all day is told again so often. */
const GOES_ON_MS: Ms = HOUR_MS;
const MOST = 20_000;

interface Look {
  readonly toldAt: UnixMs;
  readonly lastAt: UnixMs;
}

/** Remembers who is looking at what. Only the server's own memory decides: nothing that a caller sends makes a view unseen. */
export interface AuditViews {
  /** Is this call a new look, to be written down? */
  readonly begins: (who: string, what: string, now: UnixMs) => boolean;
}

export function createAuditViews(): AuditViews {
  const looks = new Map<string, Look>();
  return {
    begins(who, what, now) {
      const key = `${who}\0${what}`;
      const known = looks.get(key);
      const goesOn = known !== undefined && now - known.lastAt < ONE_LOOK_MS && now - known.toldAt < GOES_ON_MS;
      looks.delete(key);
      looks.set(key, { toldAt: goesOn ? known.toldAt : now, lastAt: now });
      // The one that was looked at longest ago goes: at worst it is told once more.
      if (looks.size > MOST) for (const [oldest] of looks) if (looks.delete(oldest)) break;
      return !goesOn;
    },
  };
}
