import "server-only";
import { randomBytes } from "node:crypto";
import { formatInstant, formatInstantOrNull } from "../contract/instant.ts";
import type { StreamEvents } from "../contract/stream.ts";
import type { CaseRecord } from "../detector/cases/case.ts";
import type { JudgedExecution } from "../detector/judgement.ts";
import { type Runtime, runtime } from "../runtime.ts";
import { casesToDto } from "./case-dto.ts";
import type { WireEvent } from "./event-queue.ts";
import { executionToDto } from "./execution-dto.ts";
import { currentMasker } from "./masking.ts";

/** Changes are gathered for so long: of an execution that is judged thrice in it only the last is told. */
const GATHER_MS = 250;
const GAPS_EVERY_MS = 3_000;
/** Beyond so many at once (history being loaded, a service coming back) nobody reads them: ask the lists again. */
const MOST_AT_ONCE = 200;
const MOST_KEPT = 500;
/** Kept up for so long without a listener, so that one that reconnects is told what it missed. */
const LINGER_MS = 60_000;

/** Makes events of what changes, once for all who listen, and remembers the last ones. */
export interface EventHub {
  /** @returns those after that id, oldest first; null where that is not known any more. */
  after(id: string): readonly WireEvent[] | null;
  listen(listener: (event: WireEvent) => void): () => void;
  resync(): WireEvent;
}

const hubs = new WeakMap<Runtime, EventHub>();

export function currentHub(): EventHub {
  const one = runtime();
  const known = hubs.get(one) ?? createHub(one);
  hubs.set(one, known);
  return known;
}

function createHub({ changes, caseFeed, clock, chains, pipeline }: Runtime): EventHub {
  const epoch = randomBytes(4).toString("hex");
  const listeners = new Set<(event: WireEvent) => void>();
  const byId = new Map(chains.chains.map((chain) => [chain.id, chain]));
  const kept: WireEvent[] = [];
  const executions = new Map<string, JudgedExecution>();
  const cases = new Map<string, CaseRecord>();
  const gaps = new Map<string, string | null>();
  let count = 0;
  let stop: (() => void) | null = null;
  let lingering: NodeJS.Timeout | null = null;
  let gathering: NodeJS.Timeout | null = null;
  let telling = Promise.resolve();

  const make = <K extends keyof StreamEvents>(name: K, data: StreamEvents[K]): WireEvent => ({
    id: `${epoch}-${++count}`,
    name,
    data: JSON.stringify(data),
  });
  const resync = (): WireEvent => ({ id: `${epoch}-${count}`, name: "resync", data: JSON.stringify({ at: formatInstant(clock()) }) });
  const tell = (event: WireEvent) => {
    kept.push(event);
    if (kept.length > MOST_KEPT) kept.splice(0, kept.length - MOST_KEPT);
    for (const listener of listeners) listener(event);
  };
  const flush = async () => {
    const judged = [...executions.values()];
    const records = [...cases.values()];
    executions.clear();
    cases.clear();
    if (judged.length + records.length > MOST_AT_ONCE) return tell(make("resync", { at: formatInstant(clock()) }));
    for (const one of judged) tell(make("execution", executionToDto(one, byId.get(one.execution.chainId))));
    for (const dto of await casesToDto(records)) tell(make("case", dto));
  };
  const gather = () => {
    if (gathering !== null) return;
    gathering = setTimeout(() => {
      gathering = null;
      telling = telling.then(flush).catch((error: unknown) => console.error("the stream could not tell a change", error));
    }, GATHER_MS);
  };
  /** Beyond the bound nothing more is held: all that is told then is to ask again. */
  const hold = <T>(into: Map<string, T>, id: string, one: T) => {
    if (into.size <= MOST_AT_ONCE || into.has(id)) into.set(id, one);
  };
  const lookForGaps = (silently: boolean) => {
    for (const { service, gaps: found } of pipeline.status().services)
      for (const { from, to, instance } of found) {
        const key = `${service} ${from}`;
        const end = formatInstantOrNull(to);
        if (instance !== null || (gaps.has(key) && gaps.get(key) === end)) continue;
        gaps.set(key, end);
        if (!silently) tell(make("gap", { service: currentMasker().text(service), from: formatInstant(from), to: end }));
      }
  };
  const start = () => {
    lookForGaps(true);
    const timer = setInterval(() => lookForGaps(false), GAPS_EVERY_MS);
    timer.unref();
    const offExecutions = changes.subscribe((changed) => {
      for (const one of changed) hold(executions, one.execution.id, one);
      gather();
    });
    const offCases = caseFeed.subscribe((changed) => {
      for (const { record } of changed) hold(cases, record.id, record);
      gather();
    });
    return () => {
      clearInterval(timer);
      offExecutions();
      offCases();
      kept.length = 0;
      gaps.clear();
      // Whoever comes back later has missed something.
      count += 1;
    };
  };
  const linger = () => {
    if (listeners.size > 0 || lingering !== null) return;
    lingering = setTimeout(() => {
      lingering = null;
      if (listeners.size > 0) return;
      stop?.();
      stop = null;
    }, LINGER_MS);
    lingering.unref();
  };
  return {
    resync,
    after(id) {
      if (id === `${epoch}-${count}`) return [];
      const at = kept.findIndex((event) => event.id === id);
      return at < 0 ? null : kept.slice(at + 1);
    },
    listen(listener) {
      stop ??= start();
      listeners.add(listener);
      return () => {
        listeners.delete(listener);
        linger();
      };
    },
  };
}
