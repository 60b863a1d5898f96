import type { UnixMs } from "../base/time.ts";
import type { Execution } from "../chains/execution.ts";
import type { EvidenceKey } from "./evidence-key.ts";
import type { Facts, Finding } from "./finding.ts";
import type { FormerWord } from "./judgement.ts";
import type { PartRole } from "./verdict.ts";

/** Words, or words that a piece of evidence stands behind. */
export type Piece =
  | string
  | { readonly text: string; readonly by: EvidenceKey | null; readonly strong?: boolean; readonly role?: PartRole };

export const cite = (by: EvidenceKey, text: string): Piece => ({ text, by });
/** How long it has been, alone: a page lets it go on counting. */
export const wait = (text: string): Piece => ({ text, by: "deadline", strong: true, role: "wait" });
/** Words of the opening, which a page may have said already. */
export const open = (role: "order" | "chain", text: string): Piece => ({ text, by: null, role });
export const stress = (by: EvidenceKey, text: string): Piece => ({ text, by, strong: true });

export type FactsOf<K extends Facts["kind"]> = Extract<Facts, { readonly kind: K }>;

export interface Telling {
  readonly execution: Execution;
  readonly finding: Finding;
  readonly now: UnixMs;
}

/** A language's sentences: one for each kind of facts. `wording-en.ts` and `wording-ru.ts` each say all of them. */
export interface Wording {
  readonly opening: (telling: Telling, chainTitle: string) => readonly Piece[];
  readonly ended: (facts: FactsOf<"ended">, telling: Telling) => readonly Piece[];
  readonly wentOn: (facts: FactsOf<"went-on">, telling: Telling) => readonly Piece[];
  readonly waiting: (facts: FactsOf<"waiting">, telling: Telling) => readonly Piece[];
  readonly retryAwaited: (facts: FactsOf<"retry-awaited">, telling: Telling) => readonly Piece[];
  readonly missing: (facts: FactsOf<"missing">, telling: Telling) => readonly Piece[];
  readonly unknown: (facts: FactsOf<"unknown">, telling: Telling) => readonly Piece[];
  readonly failed: (facts: FactsOf<"failed">, telling: Telling) => readonly Piece[];
  readonly givenUp: (facts: FactsOf<"given-up">, telling: Telling) => readonly Piece[];
  readonly deadLettered: (facts: FactsOf<"dead-lettered">, telling: Telling) => readonly Piece[];
  /** Rule 5: "; was stuck for 52 min". */
  readonly recovered: (was: FormerWord) => readonly Piece[];
}

export function say(wording: Wording, telling: Telling): readonly Piece[] {
  const { facts } = telling.finding;
  switch (facts.kind) {
    case "ended":
      return wording.ended(facts, telling);
    case "went-on":
      return wording.wentOn(facts, telling);
    case "waiting":
      return wording.waiting(facts, telling);
    case "retry-awaited":
      return wording.retryAwaited(facts, telling);
    case "missing":
      return wording.missing(facts, telling);
    case "unknown":
      return wording.unknown(facts, telling);
    case "failed":
      return wording.failed(facts, telling);
    case "given-up":
      return wording.givenUp(facts, telling);
    case "dead-lettered":
      return wording.deadLettered(facts, telling);
  }
}

/** A message id is long: its beginning tells it from others. */
export const shortMessage = (execution: Execution): string | null => {
  const id = execution.message?.messageId ?? null;
  if (id === null || id === "") return null;
  return id.length > 8 ? `${id.slice(0, 8)}…` : id;
};
