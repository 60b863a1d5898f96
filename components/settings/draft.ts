import type { DeadlinesDto } from "#lib/contract/deadlines";
import { readLength } from "./read-length.ts";

/** What was typed into a step's two fields; nothing where the field was not touched. */
export interface Typed {
  readonly soft?: string;
  readonly hard?: string;
}

/** By `chain/step`. */
export type Draft = Readonly<Record<string, Typed>>;

export const keyOf = (chainId: string, stepId: string): string => `${chainId}/${stepId}`;

type Step = Pick<DeadlinesDto["chains"][number]["steps"][number], "softMs" | "hardMs">;

export interface Meant {
  readonly softMs: number | null;
  readonly hardMs: number | null;
  readonly isChanged: boolean;
  /** `soft`, `hard`: that field is no length; `order`: soft is longer than hard. */
  readonly fault: "soft" | "hard" | "order" | null;
}

export function readTyped(step: Step, typed: Typed | undefined): Meant {
  const soft = typed?.soft === undefined ? (step.softMs ?? "none") : readLength(typed.soft);
  const hard = typed?.hard === undefined ? (step.hardMs ?? "none") : readLength(typed.hard);
  const softMs = typeof soft === "number" ? soft : null;
  const hardMs = typeof hard === "number" ? hard : null;
  const fault = soft === null ? "soft" : hard === null ? "hard" : softMs !== null && hardMs !== null && softMs > hardMs ? "order" : null;
  return { softMs, hardMs, isChanged: softMs !== step.softMs || hardMs !== step.hardMs, fault };
}

export interface Change {
  readonly chainId: string;
  readonly stepId: string;
  readonly softMs: number | null;
  readonly hardMs: number | null;
}

/** What the draft changes, and whether any of it is no length. */
export function readDraft(
  chains: DeadlinesDto["chains"],
  draft: Draft,
): { readonly changes: readonly Change[]; readonly isFaulty: boolean } {
  const changes: Change[] = [];
  let isFaulty = false;
  for (const { chainId, steps } of chains)
    for (const step of steps) {
      const { softMs, hardMs, isChanged, fault } = readTyped(step, draft[keyOf(chainId, step.stepId)]);
      if (fault !== null) isFaulty = true;
      if (isChanged) changes.push({ chainId, stepId: step.stepId, softMs, hardMs });
    }
  return { changes, isFaulty };
}
