// From whole traces and what is known of their executions to one waterfall: spans of all traces on one time line, corrected
// for clock offsets, in preorder; queue waits and missing steps added as items of their own under the span that they follow.

import { msToNs, type UnixMs, type UnixNs } from "../base/time.ts";
import type { Chain } from "../chains/definition.ts";
import type { Span, Trace } from "../trace/span.ts";
import { buildTree } from "../trace/tree.ts";
import type { Waterfall } from "./waterfall.ts";
import { assignChains } from "./waterfall-chains.ts";
import { type Draft, type DraftItem, layColumns, table } from "./waterfall-draft.ts";
import type { ExecutionWithStates } from "./waterfall-execution.ts";
import { findGhosts } from "./waterfall-ghosts.ts";
import { findWaits } from "./waterfall-waits.ts";

export interface WaterfallInput {
  readonly orderId: string | null;
  /** Already masked: names and messages go out as they are. */
  readonly traces: readonly Trace[];
  /** Open waits and ghosts grow to here; null for a closed picture (an imported file). */
  readonly nowMs: UnixMs | null;
  readonly chains: readonly Chain[];
  readonly executions: readonly ExecutionWithStates[];
  /** How far an instance's clock runs ahead, in ns. */
  readonly offsetNs?: (service: string, instance: string | null) => number;
  /** Spans that decide how long their trace took, per trace. */
  readonly criticalSpans?: (trace: Trace) => ReadonlySet<Span>;
  /** What spans of this name usually take. */
  readonly usual?: readonly { readonly service: string; readonly operation: string; readonly fromNs: number; readonly toNs: number }[];
  readonly partial?: boolean;
  readonly warnings?: readonly string[];
}

export function buildWaterfall(input: WaterfallInput): Waterfall {
  const traces = [...input.traces].sort((a, b) => (a.startUnixNs < b.startUnixNs ? -1 : a.startUnixNs > b.startUnixNs ? 1 : 0));
  const base = earliest(traces, input);
  const toOffset = (at: UnixMs): number => Number(msToNs(at) - base);
  const roots: DraftItem[] = [];
  const items: DraftItem[] = [];
  traces.forEach((trace, index) => {
    const shift = Number(trace.startUnixNs - base);
    const critical = input.criticalSpans?.(trace) ?? new Set<Span>();
    const drafts = trace.spans.map((span): DraftItem => {
      const ahead = input.offsetNs?.(span.resource.service, span.resource.instance) ?? 0;
      return draftSpan(span, index, shift + span.startNs - ahead, critical.has(span));
    });
    for (const draft of drafts) items.push(draft);
    for (const root of hangTogether(trace, drafts)) roots.push(root);
  });
  const nowNs = input.nowMs === null ? null : Math.max(0, toOffset(input.nowMs));
  const draft: Draft = { base, nowNs, roots, items, traces, services: table(), operations: table() };
  assignChains(draft, input.executions);
  findWaits(draft);
  findGhosts(draft, input.executions, input.chains, toOffset);
  return layColumns(draft, input);
}

function earliest(traces: readonly Trace[], input: WaterfallInput): UnixNs {
  let least: bigint | null = null;
  for (const trace of traces) {
    for (const span of trace.spans) {
      const ahead = input.offsetNs?.(span.resource.service, span.resource.instance) ?? 0;
      const at = trace.startUnixNs + BigInt(Math.floor(span.startNs - ahead));
      if (least === null || at < least) least = at;
    }
  }
  return (least ?? (input.nowMs === null ? 0n : msToNs(input.nowMs))) as UnixNs;
}

function draftSpan(span: Span, trace: number, startNs: number, critical: boolean): DraftItem {
  return { shape: "span", span, trace, startNs, durationNs: span.durationNs, critical, children: [], orphan: false, chain: -1 };
}

/** The tree of `lib/trace`: orphans and cut cycles are roots. Siblings are sorted at the end, by corrected time. */
function hangTogether(trace: Trace, drafts: readonly DraftItem[]): DraftItem[] {
  const { parentIndex } = buildTree(trace);
  const roots: DraftItem[] = [];
  drafts.forEach((draft, i) => {
    const parent = drafts[parentIndex[i] ?? -1];
    if (parent) {
      parent.children.push(draft);
    } else {
      draft.orphan = draft.span !== null && draft.span.parentSpanId !== null;
      roots.push(draft);
    }
  });
  return roots;
}
