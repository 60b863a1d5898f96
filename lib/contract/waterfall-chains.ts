// Which chain's execution an item belongs to, for the grouping "by chain": a span that decides a step belongs to that
// execution; everything below it follows, up to the next deciding span; what no deciding span stands above follows
// its trace's first execution.

import type { Draft, DraftItem } from "./waterfall-draft.ts";
import type { ExecutionWithStates } from "./waterfall-execution.ts";

/** Int16 on the wire. */
const MOST = 32_767;

export function assignChains(draft: Draft, all: readonly ExecutionWithStates[]): void {
  const executions = [...all].sort((a, b) => a.execution.startedMs - b.execution.startedMs).slice(0, MOST);
  draft.chains = executions.map(({ execution, judgement }) => ({
    id: execution.chainId,
    attempt: execution.attempt,
    state: judgement.state,
    cause: judgement.cause,
  }));
  const decided = new Map<string, number>();
  const firstOfTrace = new Map<string, number>();
  executions.forEach(({ execution }, index) => {
    for (const traceId of execution.traceIds) if (!firstOfTrace.has(traceId)) firstOfTrace.set(traceId, index);
    for (const step of execution.steps) {
      for (const delivery of step?.deliveries ?? []) {
        const key = `${delivery.traceId}:${delivery.spanId}`;
        if (!decided.has(key)) decided.set(key, index);
      }
    }
  });
  const stack: { readonly item: DraftItem; readonly inherited: number }[] = draft.roots.map((item) => ({
    item,
    inherited: firstOfTrace.get(draft.traces[item.trace]!.traceId) ?? -1,
  }));
  for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
    const { item, inherited } = next;
    const span = item.span;
    item.chain = (span === null ? undefined : decided.get(`${span.traceId}:${span.spanId}`)) ?? inherited;
    for (const child of item.children) stack.push({ item: child, inherited: item.chain });
  }
}
