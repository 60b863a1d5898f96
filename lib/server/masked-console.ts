import { inspect } from "node:util";
import { makeMasker } from "../privacy/masker.ts";
import { makePolicy } from "../privacy/policy.ts";
import type { Runtime } from "../runtime.ts";

const METHODS = ["log", "info", "warn", "error", "debug"] as const;

/**
 * What the process says by itself, Next and libraries included, is masked as answers are: an exception's text may hold anybody's data.
 * @returns gives the console back
 */
export function maskConsole({ chains, privacy, pseudonymKey }: Pick<Runtime, "chains" | "privacy" | "pseudonymKey">): () => void {
  const { text } = makeMasker(makePolicy(chains.orderKeys ?? [], privacy), pseudonymKey);
  const before = METHODS.map((name) => [name, console[name]] as const);
  for (const [name, write] of before)
    console[name] = (...said: readonly unknown[]) =>
      write.apply(
        console,
        said.map((one) => maskSaid(one, text)),
      );
  return () => {
    for (const [name, write] of before) console[name] = write;
  };
}

function maskSaid(said: unknown, mask: (text: string) => string): unknown {
  if (typeof said === "number" || typeof said === "boolean" || said === null || said === undefined) return said;
  if (typeof said !== "string") return mask(inspect(said, { depth: 4 }));
  return maskLine(said, mask) ?? mask(said);
}

/** A line of ours is JSON: its sentences are masked, and what is around them (times, who asked, counts) stays readable. */
function maskLine(line: string, mask: (text: string) => string): string | null {
  if (!line.startsWith("{")) return null;
  try {
    const fields = Object.entries(JSON.parse(line) as Record<string, unknown>);
    return JSON.stringify(
      Object.fromEntries(fields.map(([key, value]) => [key, typeof value === "string" && SENTENCES.has(key) ? mask(value) : value])),
    );
  } catch {
    return null;
  }
}

const SENTENCES = new Set(["message", "error", "detail", "reason", "why", "text", "stack"]);
