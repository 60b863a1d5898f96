import type { Random } from "./random.ts";
import type { ChainId, PeriodKind, Scenario } from "./scenarios.ts";
import type { Instance } from "./services.ts";

export type Kind = "internal" | "server" | "client" | "producer" | "consumer";
export type Attribute = string | number | boolean;

export interface Failure {
  readonly message: string;
  readonly type: string;
  /** Whether the instrumentation recorded an `exception` event for it. */
  readonly exception: boolean;
}

/** One piece of work of one service: it becomes one span. Times in milliseconds since the company opened, by a right clock. */
export interface Operation {
  readonly instance: Instance;
  readonly kind: Kind;
  readonly name: string;
  readonly startMs: number;
  endMs: number;
  readonly attributes: Record<string, Attribute>;
  failure: Failure | null;
  readonly parent: Operation | null;
  readonly link: Operation | null;
  /** The first operation of this stretch of work in this service: what a tail of a trace is kept or dropped by. */
  readonly entry: Operation;
  /** The step it satisfies, if any. */
  readonly stepId: string | null;
  traceId: string;
  spanId: string;
  /** Sampled in: the SDK recorded it. */
  recorded: boolean;
  /** When its span leaves the service; null where it never does. */
  exportedMs: number | null;
}

/** One run of one chain as it really went. */
export interface ExecutionStory {
  readonly chainId: ChainId;
  readonly orderId: string | null;
  readonly scenario: Scenario;
  /** In the order of their making: parents before children. */
  readonly operations: Operation[];
  readonly startedMs: number;
  /** What went on in it besides its scenario: waits that an outage or a backlog made. */
  readonly hindered: Set<PeriodKind>;
  /** The end of the work that the next chain waits for; null where it never came. */
  doneMs: number | null;
}

export interface OperationDraft {
  readonly parent?: Operation;
  readonly link?: Operation;
  readonly step?: string;
  readonly attributes?: Record<string, Attribute>;
  readonly failure?: Failure;
}

export function act(
  story: ExecutionStory,
  instance: Instance,
  kind: Kind,
  name: string,
  [startMs, endMs]: readonly [number, number],
  draft: OperationDraft = {},
): Operation {
  const parent = draft.parent ?? null;
  const operation: Omit<Operation, "entry"> & { entry: Operation | null } = {
    instance,
    kind,
    name,
    startMs,
    endMs,
    attributes: draft.attributes ?? {},
    failure: draft.failure ?? null,
    parent,
    link: draft.link ?? null,
    entry: null,
    stepId: draft.step ?? null,
    traceId: "",
    spanId: "",
    recorded: false,
    exportedMs: null,
  };
  operation.entry =
    parent && parent.instance === instance && kind !== "server" && kind !== "consumer" ? parent.entry : (operation as Operation);
  story.operations.push(operation as Operation);
  return operation as Operation;
}

/** A span of something that lasts `ms` from `startMs`. */
export const lasting = (startMs: number, ms: number): readonly [number, number] => [startMs, startMs + ms];

/** How long an ordinary piece of work takes, in milliseconds. */
export const workMs = (random: Random, median: number): number => random.around(median, 0.45, median * 6);
