import { type Clock, HOUR_MS, unixMs } from "../base/time.ts";
import type { AuthStore } from "../store/auth-store.ts";

/** Whoever asks, however often: the disk is asked this often at most. */
const ASK_EVERY_MS = 5_000;
/** A long round of writing is no failure, but worth telling. */
const SLOW_MS = 3_000;

type Answer = "ok" | "degraded" | "failed";

const latest = new WeakMap<AuthStore, { readonly at: number; readonly answer: Promise<Answer> }>();

/** Whether the store keeps what it is given. Reading alone would call a full disk well. */
export function probeStore(store: AuthStore, clock: Clock): Promise<Answer> {
  const known = latest.get(store);
  const now = clock();
  if (known && Math.abs(now - known.at) < ASK_EVERY_MS) return known.answer;
  const record = {
    model: "Readiness",
    id: "probe",
    payload: String(now),
    grantId: null,
    uid: null,
    userCode: null,
    consumedAt: null,
    account: null,
    client: null,
    createdAt: null,
    lastUsedAt: null,
  };
  const kept = store.putGrantRecord({ ...record, expiresAt: unixMs(now + HOUR_MS) }).then(
    () => "ok" as const,
    () => "failed" as const,
  );
  const answer = Promise.race([kept, slow()]);
  latest.set(store, { at: now, answer });
  return answer;
}

const slow = (): Promise<Answer> => new Promise((resolve) => setTimeout(resolve, SLOW_MS, "degraded").unref());
