// The waterfall while it is being put together: items as objects with children, laid into columns at the end.

import type { UnixNs } from "../base/time.ts";
import { operationStatus } from "../trace/operation-status.ts";
import type { Span, Trace, TraceWarning } from "../trace/span.ts";
import {
  KINDS,
  STATUSES,
  type Waterfall,
  type WaterfallChain,
  type WaterfallGhost,
  type WaterfallInstance,
  type WaterfallWait,
} from "./waterfall.ts";
import { isMiddleware } from "./waterfall-middleware.ts";
import { messageIdOf } from "./waterfall-span.ts";

export interface DraftItem {
  readonly shape: "span" | "wait" | "ghost";
  readonly span: Span | null;
  readonly trace: number;
  readonly startNs: number;
  durationNs: number;
  readonly critical: boolean;
  readonly children: DraftItem[];
  orphan: boolean;
  /** Index into `Draft.chains`, −1 for none. */
  chain: number;
  /** For waits and ghosts, which have no span to take these from. */
  readonly service?: string;
  readonly operation?: string;
  readonly wait?: Omit<WaterfallWait, "item">;
  readonly ghost?: Omit<WaterfallGhost, "item" | "chain">;
}

export interface Table {
  readonly values: string[];
  readonly indexOf: (value: string) => number;
}

export function table(): Table {
  const values: string[] = [];
  const known = new Map<string, number>();
  const indexOf = (value: string): number => {
    let index = known.get(value);
    if (index === undefined) {
      index = values.push(value) - 1;
      known.set(value, index);
    }
    return index;
  };
  return { values, indexOf };
}

export interface Draft {
  readonly base: UnixNs;
  readonly nowNs: number | null;
  readonly roots: DraftItem[];
  readonly items: readonly DraftItem[];
  readonly traces: readonly Trace[];
  readonly services: Table;
  readonly operations: Table;
  chains?: readonly Omit<WaterfallChain, "title">[];
}

interface Extras {
  readonly orderId: string | null;
  readonly chains: readonly { readonly id: string; readonly title: { readonly en: string; readonly ru: string } }[];
  readonly offsetNs?: (service: string, instance: string | null) => number;
  readonly usual?: readonly { readonly service: string; readonly operation: string; readonly fromNs: number; readonly toNs: number }[];
  readonly partial?: boolean;
  readonly warnings?: readonly string[];
}

const MAX_U16 = 65_535;

export function layColumns(draft: Draft, extras: Extras): Waterfall {
  const { order, parents } = inPreorder(draft.roots);
  const count = order.length;
  const { services, operations } = draft;
  const scopes = table();
  const messages = table();
  const instances: WaterfallInstance[] = [];
  const instanceKeys = table();
  const waits: WaterfallWait[] = [];
  const ghosts: WaterfallGhost[] = [];
  const columns = emptyColumns(count);
  const instanceOf = (service: string, name: string | null, version: string | null): number => {
    const index = instanceKeys.indexOf(`${service}\u0000${name ?? "\u0001"}\u0000${version ?? "\u0001"}`);
    if (index === instances.length) {
      instances.push({ service: services.indexOf(service), name, version, offsetNs: extras.offsetNs?.(service, name) ?? 0 });
    }
    return index;
  };
  for (let i = 0; i < count; i++) {
    const item = order[i]!;
    const span = item.span;
    columns.start[i] = Math.max(0, item.startNs);
    columns.duration[i] = Math.max(0, item.durationNs);
    columns.parent[i] = parents[i]!;
    columns.trace[i] = item.trace;
    columns.chain[i] = item.chain;
    columns.critical[i] = item.critical ? 1 : 0;
    columns.orphan[i] = item.orphan ? 1 : 0;
    columns.message[i] = -1;
    if (span === null) {
      columns.shape[i] = item.shape === "wait" ? 1 : 2;
      columns.instance[i] = instanceOf(item.service ?? "", null, null);
      columns.operation[i] = operations.indexOf(item.operation ?? "");
      columns.scope[i] = scopes.indexOf("");
      if (item.wait) waits.push({ item: i, ...item.wait });
      if (item.ghost) ghosts.push({ item: i, chain: item.chain, ...item.ghost });
      continue;
    }
    columns.spanId[2 * i] = Number.parseInt(span.spanId.slice(0, 8), 16);
    columns.spanId[2 * i + 1] = Number.parseInt(span.spanId.slice(8), 16);
    columns.instance[i] = instanceOf(span.resource.service, span.resource.instance, span.resource.version);
    columns.operation[i] = operations.indexOf(span.name);
    columns.scope[i] = Math.min(MAX_U16, scopes.indexOf(span.scope.name));
    columns.links[i] = Math.min(MAX_U16, span.links.length);
    columns.status[i] = STATUSES.indexOf(operationStatus(span));
    columns.kind[i] = Math.max(0, KINDS.indexOf(span.kind));
    columns.middleware[i] = isMiddleware(span) ? 1 : 0;
    const message = messageIdOf(span);
    if (message !== null) columns.message[i] = messages.indexOf(message);
  }
  const titles = new Map(extras.chains.map((chain) => [chain.id, chain.title]));
  const chains = (draft.chains ?? []).map((chain) => ({ ...chain, title: titles.get(chain.id) ?? { en: chain.id, ru: chain.id } }));
  const usual = (extras.usual ?? [])
    .filter((u) => services.values.includes(u.service) && operations.values.includes(u.operation))
    .map((u) => ({ service: services.indexOf(u.service), operation: operations.indexOf(u.operation), fromNs: u.fromNs, toNs: u.toNs }));
  return {
    count,
    orderId: extras.orderId,
    startUnixNs: draft.base.toString(),
    nowNs: draft.nowNs,
    services: services.values,
    operations: operations.values,
    instances,
    scopes: scopes.values.slice(0, MAX_U16 + 1),
    traces: draft.traces.map((t) => ({ traceId: t.traceId, spanCount: t.spans.length, warnings: t.warnings.map(nameWarning) })),
    messages: messages.values,
    chains,
    waits,
    ghosts,
    usual,
    partial: extras.partial ?? false,
    warnings: extras.warnings ?? [],
    ...columns,
  };
}

function emptyColumns(count: number) {
  return {
    start: new Float64Array(count),
    duration: new Float64Array(count),
    spanId: new Uint32Array(2 * count),
    parent: new Int32Array(count),
    operation: new Uint32Array(count),
    message: new Int32Array(count),
    trace: new Uint32Array(count),
    instance: new Uint32Array(count),
    scope: new Uint16Array(count),
    chain: new Int16Array(count),
    links: new Uint16Array(count),
    status: new Uint8Array(count),
    kind: new Uint8Array(count),
    shape: new Uint8Array(count),
    critical: new Uint8Array(count),
    middleware: new Uint8Array(count),
    orphan: new Uint8Array(count),
  };
}

/** Iterative: traces come 10,000 deep. Siblings by start, then as they came. */
function inPreorder(roots: readonly DraftItem[]): { readonly order: readonly DraftItem[]; readonly parents: readonly number[] } {
  const order: DraftItem[] = [];
  const parents: number[] = [];
  const pending: { readonly item: DraftItem; readonly parent: number }[] = [];
  const push = (list: readonly DraftItem[], parent: number): void => {
    const sorted = list.length > 1 ? [...list].sort((a, b) => a.startNs - b.startNs) : list;
    for (let i = sorted.length - 1; i >= 0; i--) pending.push({ item: sorted[i]!, parent });
  };
  push(roots, -1);
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const index = order.push(next.item) - 1;
    parents.push(next.parent);
    push(next.item.children, index);
  }
  return { order, parents };
}

function nameWarning(warning: TraceWarning): string {
  if (warning.kind === "partial") return `partial: ${warning.reason}`;
  if (warning.kind === "clock-skew")
    return `clock-skew: ${warning.service}${warning.instance === null ? "" : ` ${warning.instance}`} ${Math.round(warning.offsetMs)} ms`;
  return warning.kind;
}
