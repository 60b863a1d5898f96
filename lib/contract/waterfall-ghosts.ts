// Steps that did not come, drawn where they were expected: under the span that was reached last, from then on to now,
// or to the next step that was seen. What waits in a queue for a consumer that never came is an open wait beside it.

import type { UnixMs } from "../base/time.ts";
import type { Chain, Step } from "../chains/definition.ts";
import type { StepSighting } from "../chains/execution.ts";
import type { WaterfallGhost } from "./waterfall.ts";
import type { Draft, DraftItem } from "./waterfall-draft.ts";
import type { ExecutionWithStates } from "./waterfall-execution.ts";
import { addWait } from "./waterfall-waits.ts";

/** A step of such a role is open while the next one happens: the ghost hangs under its span, not beside it. */
const ENCLOSES: ReadonlySet<Step["role"]> = new Set(["caller", "server", "consume", "publish"]);

type GhostState = WaterfallGhost["state"];

export function findGhosts(
  draft: Draft,
  executions: readonly ExecutionWithStates[],
  chains: readonly Chain[],
  toOffset: (at: UnixMs) => number,
): void {
  if (draft.nowNs === null) return;
  const byKey = new Map<string, DraftItem>();
  const parents = new Map<DraftItem, DraftItem>();
  for (const item of draft.items) {
    if (item.span !== null) byKey.set(`${item.span.traceId}:${item.span.spanId}`, item);
    for (const child of item.children) parents.set(child, item);
  }
  const definitions = new Map(chains.map((chain) => [chain.id, chain]));
  for (const { execution, judgement } of executions) {
    const chain = definitions.get(execution.chainId);
    if (!chain) continue;
    const isOver = judgement.state === "done" || judgement.state === "done-late";
    let previous: { readonly sighting: StepSighting; readonly step: Step } | null = null;
    for (let i = 0; i < chain.steps.length; i++) {
      const step = chain.steps[i]!;
      const sighting = execution.steps[i] ?? null;
      if (sighting !== null) {
        previous = { sighting, step };
        continue;
      }
      const state = judgement.stepStates[i];
      // After a failed step nothing is to be expected: its own mark says where it ended.
      if (judgement.stepStates[i - 1] === "failed") break;
      if (previous === null || !isGhostState(state)) continue;
      const next = execution.steps.slice(i + 1).find((s) => s !== null) ?? null;
      const above = byKey.get(`${previous.sighting.traceId}:${previous.sighting.spanId}`);
      if (above === undefined) break;
      const startNs = Math.max(0, toOffset(previous.sighting.nextClockMs));
      const endNs = next === null ? draft.nowNs : toOffset(next.reachedMs);
      const open = next === null;
      // Done by other evidence (a later chain has begun): nobody waits for this step any more.
      if (open && isOver) break;
      const host = ENCLOSES.has(previous.step.role) ? above : (parents.get(above) ?? above);
      if (open && previous.step.role === "publish") addWait(above, draft.nowNs, true);
      host.children.push({
        shape: "ghost",
        span: null,
        trace: above.trace,
        startNs,
        durationNs: Math.max(0, endNs - startNs),
        critical: false,
        children: [],
        orphan: false,
        chain: above.chain,
        service: step.services[0] ?? step.id,
        operation: step.title.en,
        ghost: { title: step.title, stepId: step.id, state, expectedByNs: step.softMs === null ? null : startNs + step.softMs * 1e6, open },
      });
      // Only the first of the steps that are still to come: the others wait for it.
      if (open) break;
    }
  }
}

const isGhostState = (state: string | undefined): state is GhostState =>
  state === "missing" || state === "pending" || state === "cannot-tell";
