import type { Clock } from "../base/time.ts";
import type { AuthStore, SessionRow } from "../store/auth-store.ts";
import type { SessionLimits } from "./config.ts";
import type { Tokens } from "./gate.ts";
import type { People } from "./people.ts";
import { whyOver } from "./session-limits.ts";
import { makeSessionSettler } from "./session-settle.ts";

export interface RecheckParts {
  readonly store: AuthStore;
  readonly people: People | null;
  readonly tokens: Pick<Tokens, "ownersOfTokens" | "revokeTokensOf">;
  readonly limits: SessionLimits;
  readonly clock: Clock;
  log(event: string): void;
}

/**
 * One round: what is over goes, and everybody who holds a session or a token is asked of the directory, many at once. Whom another replica asked
 * within half the interval is left out: several of them share the work without knowing of each other, the rows say what was done.
 * Requests ask for themselves where a row is older than the interval, so that a round that sleeps keeps nobody in.
 */
export async function recheckSessions({ store, people, tokens, limits, clock, log }: RecheckParts): Promise<void> {
  const { end, settle } = makeSessionSettler(store, clock);
  const rows: SessionRow[] = [];
  for (const row of await store.listSessions()) {
    const over = whyOver(row, limits, clock());
    if (over === null) rows.push(row);
    else await end(row, over);
  }
  if (people === null) return;
  const holders = await tokens.ownersOfTokens();
  const isOld = (at: number | null): boolean => at === null || Math.abs(clock() - at) > limits.recheckMs / 2;
  const due = new Set([
    ...rows.filter((row) => isOld(Math.max(row.directoryCheckedAt, people.askedAt(row.sub) ?? 0))).map(({ sub }) => sub),
    ...holders.filter((sub) => isOld(people.askedAt(sub))),
  ]);
  if (due.size === 0) return;
  if (!(await people.askAll([...due]))) return log("the directory did not answer: nobody was asked again");
  const left = new Set<string>();
  for (const row of rows) {
    if (!due.has(row.sub) || left.has(row.sub)) continue;
    const confirmed = await people.confirm(row.sub, row.directoryCheckedAt);
    await settle(row, confirmed);
    if (confirmed.kind === "left") left.add(row.sub);
  }
  for (const sub of holders) {
    if (!due.has(sub)) continue;
    const at = people.askedAt(sub);
    if (at !== null && (await people.confirm(sub, at)).kind === "left") await tokens.revokeTokensOf(sub, "left the directory");
  }
}

/** A round every `recheckMs`, one after the other. @returns stops it, once the running one has ended */
export function startRechecks(parts: RecheckParts): () => Promise<void> {
  let running: Promise<void> = Promise.resolve();
  let isBusy = false;
  const timer = setInterval(() => {
    if (isBusy) return;
    isBusy = true;
    running = recheckSessions(parts)
      .catch((error: unknown) => parts.log(`sessions could not be looked at, tried again: ${String(error)}`))
      .finally(() => {
        isBusy = false;
      });
  }, parts.limits.recheckMs);
  timer.unref();
  return async () => {
    clearInterval(timer);
    await running;
  };
}
