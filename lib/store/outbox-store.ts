import type { Ms, UnixMs } from "../base/time.ts";

/**
 * What is to be told. Signals are written with the change that made them (`case-store.ts`); gathered, they become messages; a message is sent, and
 * sent again until someone accepts it. Each step is one transaction, so that a kill between two of them loses nothing and tells nothing twice.
 */
export interface OutboxStore {
  /** Signals whose time has come, oldest first. */
  dueSignals(now: UnixMs, limit: number): Promise<readonly OutboxRow[]>;
  /** Signals that wait for one route and group, due or not. */
  waitingSignals(route: string, groupId: string | null): Promise<readonly OutboxRow[]>;
  /** The newest message of a route about a group, sent or not. */
  lastMessage(route: string, groupId: string): Promise<OutboxRow | null>;
  /**
   * Signals are settled, and become one message, or none; nothing is done where one of them is settled already. `told`: what it says of groups,
   * remembered as messages that need not be sent.
   */
  gather(signalIds: readonly number[], message: OutboxMessage | null, now: UnixMs, told?: readonly OutboxMessage[]): Promise<void>;
  /** Signals wait until then. */
  delay(ids: readonly number[], until: UnixMs): Promise<void>;
  /**
   * Messages whose time has come, the oldest of each route, so that an update never overtakes what it updates. Leased: nobody takes them again
   * before the lease is over or they are settled.
   */
  takeMessages(now: UnixMs, leaseMs: Ms, limit: number): Promise<readonly OutboxRow[]>;
  /** Accepted, or given up (`error` says why). */
  settle(id: number, now: UnixMs, error: string | null): Promise<void>;
  /** Not accepted: once more at `nextAt`. */
  retry(id: number, nextAt: UnixMs, error: string): Promise<void>;
  countWaiting(): Promise<{ readonly signals: number; readonly messages: number; readonly oldest: UnixMs | null }>;
  /** Forgets what was settled so long ago, a bounded number a run. */
  retain(maxAgeMs: Ms, now: UnixMs): Promise<void>;
}

export interface OutboxMessage {
  readonly dedupeKey: string;
  readonly route: string;
  readonly groupId: string | null;
  /** JSON. */
  readonly payload: string;
}

export interface OutboxRow extends OutboxMessage {
  readonly id: number;
  readonly createdAt: UnixMs;
  /** How often it was taken before; for a message just taken, this time included. */
  readonly tries: number;
  /** How the try before ended; null as well where nobody wrote it down. */
  readonly lastError: string | null;
}
