/**
 * Rule 8: what is said twice in a row holds. Counted in rounds, not in time: clocks jump. Lost at a restart, and counted anew: what hangs
 * is looked at again then.
 */
export interface Strikes {
  readonly bySubject: Map<string, { readonly hangs: boolean; readonly round: number }>;
}

export const createStrikes = (): Strikes => ({ bySubject: new Map() });

/** One evaluation; `consistent`: the case says so already. True when the subject has changed sides: said twice, in two rounds. */
export function strike(strikes: Strikes, subject: string, hangs: boolean, consistent: boolean, round: number): boolean {
  if (consistent) {
    strikes.bySubject.delete(subject);
    return false;
  }
  const before = strikes.bySubject.get(subject);
  if (before?.hangs !== hangs) {
    strikes.bySubject.set(subject, { hangs, round });
    return false;
  }
  return before.round < round;
}
