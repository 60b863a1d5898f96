import type { Facet } from "../chains/execution.ts";
import type { BehindDto } from "../contract/dashboards.ts";
import type { Range } from "./rollup-sums.ts";

/** A box on a heatmap. */
export interface Box extends Range {
  readonly minMs: number;
  readonly maxMs: number;
}

/** What was found in the box and beside it, of the same time. */
export interface Found {
  readonly orders: BehindDto["orders"];
  readonly traces: BehindDto["traces"];
  readonly inside: readonly (readonly Facet[])[];
  readonly outside: readonly (readonly Facet[])[];
  readonly partial: boolean;
  readonly warnings: readonly string[];
}

export const isInside = ({ minMs, maxMs }: Box, ms: number): boolean => ms >= minMs && ms < maxMs;
