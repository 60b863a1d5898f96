import type { Ms, UnixMs } from "../base/time.ts";
import type { JudgedExecution } from "../detector/judgement.ts";
import type { State, Verdict } from "../detector/verdict.ts";
import type { TraceId } from "../trace/span.ts";
import type { Place } from "./count-places.ts";
import type { RollupRound } from "./rollup-store.ts";

/** An order with more traces is kept with its first ones, and said to be partial by those who read it. */
export const MOST_ORDER_TRACES = 5_000;

/** The index: order → traces, executions; what pages read first, so that their cost does not depend on a backend's search. */
export interface IndexStore {
  /** One transaction: everything that one pipeline round learnt, with the cursor it was learnt at (exactly once across kill −9). */
  commit(round: PipelineRound): Promise<void>;
  cursor(sourceId: string): Promise<string | null>;
  getOrder(orderId: string): Promise<IndexedOrder | null>;
  listOrders(query: OrderQuery): Promise<Page<OrderRow>>;
  listExecutions(query: ExecutionQuery): Promise<Page<JudgedExecution>>;
  /** By the execution's id; those that are gone are left out. */
  executionsById(ids: readonly string[]): Promise<ReadonlyMap<string, JudgedExecution>>;
  /** All executions of each of these orders (or `@traceId`s), by chain and attempt; those of which there are none are left out. */
  executionsOf(keys: readonly string[]): Promise<ReadonlyMap<string, readonly JudgedExecution[]>>;
  /** Open executions whose `judgeAgainAt` has come. */
  dueExecutions(now: UnixMs, limit: number): Promise<readonly JudgedExecution[]>;
  /** How many latest attempts are in which state, by chain: "what hangs now". */
  countStates(): Promise<
    readonly { readonly chainId: string; readonly state: State; readonly count: number; readonly oldestSince: UnixMs }[]
  >;
  /** How many latest attempts of the given states stand at which step; of them `recent` since `from`. */
  countPlaces(states: readonly State[], from: UnixMs): Promise<readonly Place[]>;
  ordersOfTraces(traceIds: readonly TraceId[]): Promise<ReadonlyMap<TraceId, readonly string[]>>;
  /** Small documents of the pipeline's own state (watermarks, gaps, presence, sampling, baselines), by key. */
  getState(key: string): Promise<string | null>;
  /** Forgets orders and executions that no round has touched for so long: the traces' own age. Bounded cost a run. */
  retain(maxAgeMs: Ms, now: UnixMs): Promise<{ readonly deletedOrders: number }>;
}

export interface PipelineRound {
  readonly sourceId: string;
  readonly cursor: string | null;
  /** The time by which its executions were judged (event time while history is read); the store's own clock where not given. */
  readonly judgedAt?: UnixMs;
  /** Order → all of its traces so far (replaces). */
  readonly orders: readonly {
    readonly orderId: string;
    readonly traceIds: readonly TraceId[];
    readonly firstMs: UnixMs;
    readonly lastActivityMs: UnixMs;
  }[];
  /** Replaces all executions of each key (order id, or `@traceId`): an attempt that turned out to be another's is gone. */
  readonly executions: readonly { readonly key: string; readonly judged: readonly JudgedExecution[] }[];
  readonly state: readonly { readonly key: string; readonly value: string }[];
  /** What the scan's spans add to the series. */
  readonly rollups?: RollupRound;
}

export interface IndexedOrder {
  readonly orderId: string;
  /** The worst of its chains' latest attempts; null without an execution. */
  readonly state: State | null;
  readonly verdict: Verdict | null;
  readonly traceIds: readonly TraceId[];
  readonly executions: readonly JudgedExecution[];
  readonly firstMs: UnixMs;
  readonly lastActivityMs: UnixMs;
}

export interface OrderRow {
  readonly orderId: string;
  readonly state: State | null;
  readonly verdict: Verdict | null;
  readonly traceCount: number;
  readonly firstMs: UnixMs;
  readonly lastActivityMs: UnixMs;
}

export interface OrderQuery {
  /** Order ids that begin so. */
  readonly prefix?: string;
  readonly states?: readonly State[];
  readonly chainId?: string;
  readonly from?: UnixMs;
  readonly to?: UnixMs;
  readonly limit: number;
  readonly cursor?: string;
}

export interface ExecutionQuery {
  readonly chainId?: string;
  readonly states?: readonly State[];
  readonly stepId?: string;
  /** The last attempt of each chain and order only. */
  readonly latest?: boolean;
  readonly from?: UnixMs;
  readonly to?: UnixMs;
  readonly limit: number;
  readonly cursor?: string;
}

export interface Page<T> {
  readonly items: readonly T[];
  readonly nextCursor: string | null;
}
