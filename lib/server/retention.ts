import { type Clock, HOUR_MS, MINUTE_MS } from "../base/time.ts";
import type { Store } from "../store/open.ts";
import type { ServerConfig } from "./config.ts";

const EVERY_MS = 5 * MINUTE_MS;
/** Resolved cases outlive their spans: reaction times are looked at by the half year. */
const CASES_KEPT_MS = 200 * 24 * HOUR_MS;
/** What was told is remembered longer than any group hangs on, so that nothing is told as new. */
const OUTBOX_KEPT_MS = 30 * 24 * HOUR_MS;
/** Who saw what is asked long after the spans have gone. */
const AUDIT_KEPT_MS = 400 * 24 * HOUR_MS;

/** Lets old spans, orders and sessions go, a bounded piece at a time. @returns stops it */
export function startRetention(store: Store, config: ServerConfig, clock: Clock, log: (message: string) => void): () => Promise<void> {
  let running: Promise<void> = Promise.resolve();
  const round = async () => {
    const now = clock();
    const { deletedSpans } = await store.spans.retain(config.retention, now);
    const { deletedOrders } = await store.index.retain(config.retention.maxAgeMs, now);
    await store.rollups.retain(config.retention.maxAgeMs, now);
    await store.cases.retain(CASES_KEPT_MS, now);
    await store.outbox.retain(OUTBOX_KEPT_MS, now);
    await store.audit.retain((now - AUDIT_KEPT_MS) as typeof now, now);
    await store.auth.deleteIssuerRecords({ expiredBefore: now });
    await store.auth.deleteMarks({ expiredBefore: now });
    await store.auth.deleteSessions({ begunBefore: (now - config.session.absoluteMs - HOUR_MS) as typeof now });
    if (deletedSpans + deletedOrders > 0) log(`retention: ${deletedSpans} spans and ${deletedOrders} orders have gone`);
  };
  const timer = setInterval(() => {
    running = running.then(round).catch((error: unknown) => log(`retention failed, tried again in 5 min: ${String(error)}`));
  }, EVERY_MS);
  timer.unref();
  return async () => {
    clearInterval(timer);
    await running;
  };
}
