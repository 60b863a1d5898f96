import type { Ms } from "../base/time.ts";
import type { SpanKind } from "../trace/span.ts";

/** A chain as the matcher and the detector see it: parsed from YAML and checked (see `schema.ts`, `load.ts`). */
export interface Chain {
  readonly id: string;
  readonly title: { readonly en: string; readonly ru: string };
  /** Chains that come before it for the same order. */
  readonly after: readonly string[];
  readonly keyedBy: "order" | "trace";
  readonly steps: readonly Step[];
}

export type StepRole = "caller" | "server" | "publish" | "consume" | "call" | "work" | "write" | "queries";

export interface Step {
  readonly id: string;
  readonly title: { readonly en: string; readonly ru: string };
  readonly role: StepRole;
  /** The services whose spans satisfy it; their watermarks decide when it is missing. */
  readonly services: readonly string[];
  readonly softMs: Ms | null;
  readonly hardMs: Ms | null;
  /** Any of these satisfies the step. */
  readonly match: readonly SpanPredicate[];
}

/** All stated conditions must hold. Text patterns: exact, or with `*`. */
export interface SpanPredicate {
  readonly service?: readonly string[];
  readonly kind?: readonly SpanKind[];
  readonly name?: readonly string[];
  /** Attribute key → patterns, any of which; several keys that mean one idea are listed in `conventions.ts`. */
  readonly attributes?: Readonly<Record<string, readonly string[]>>;
}

export interface ChainSet {
  readonly chains: readonly Chain[];
  /** Keys under which spans carry the order's id, best first. */
  readonly orderKeys: readonly string[];
  readonly userKeys: readonly string[];
}
