import type { Ms } from "#lib/base/time";
import type { SpanKind } from "#lib/trace/span";

/** A chain as the matcher and the detector see it: parsed from YAML and checked (see `schema.ts`, `load.ts`). */
export interface Chain {
  readonly id: string;
  readonly title: { readonly en: string; readonly ru: string };
  /** Chains that come before it for the same order. */
  readonly after: readonly string[];
  readonly keyedBy: "order" | "trace";
  readonly steps: readonly Step[];
  /** What tells this chain's spans from another chain's: any of these on a span, or on the nearest span around it that has any. */
  readonly signs: readonly SpanPredicate[];
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
  /** Any of these satisfies the step; where several spans do, the earliest alternative wins (of a `call` all count, CLIENT before SERVER). */
  readonly match: readonly SpanPredicate[];
  /** Where no span satisfies it, the beginning of the next step does (`api-user`, `price`). */
  readonly orNextBegins: boolean;
}

/** All stated conditions must hold, any pattern of each. Text patterns: exact, or with `*`; upper and lower case are one. */
export interface SpanPredicate {
  readonly service?: readonly string[];
  readonly kind?: readonly SpanKind[];
  readonly name?: readonly string[];
  /** The service that it calls: `peer.service`, `server.address` (through `peers`), or the service of the SERVER span below it. */
  readonly peer?: readonly string[];
  /** Attribute key → patterns, any of which; several keys that mean one idea are listed in `conventions.ts`. */
  readonly attributes?: Readonly<Record<string, readonly string[]>>;
}

export interface ChainSet {
  readonly chains: readonly Chain[];
  /** Keys under which spans carry the order's id, best first. */
  readonly orderKeys: readonly string[];
  readonly userKeys: readonly string[];
  /** Keys of attributes by which executions that hang are held against those that passed: whose, what, where; never a person. */
  readonly facetKeys?: readonly string[];
  /** Patterns of a queue's, destination's or span's name that say: messages given up end here. */
  readonly deadLetters: readonly string[];
  /** Services that keep a share of their traces and do not say so in `tracestate` → that share. */
  readonly sampling?: ReadonlyMap<string, number>;
  /** What callers call a service (`host` or `host:port`) → its service name. */
  readonly peers: ReadonlyMap<string, string>;
}
