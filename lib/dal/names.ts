import "server-only";
import type { Viewer } from "../auth/viewer.ts";
import { err, ok, type Result } from "../base/result.ts";
import type { UnixMs } from "../base/time.ts";
import { parseNamesQuery } from "../contract/query.ts";
import type { NamesDto } from "../contract/trace.ts";
import { runtime } from "../runtime.ts";
import type { TraceId } from "../trace/span.ts";
import { askSources, fetchTraces, warningsOf } from "./ask-sources.ts";
import { currentMasker } from "./masking.ts";
import type { Problem } from "./problem.ts";

/**
 * Names to search by. Services and operations: whoever is counted in the series. Attribute keys: of a few traces of many kinds among the
 * newest ones, so that the cost is the same for every backend and however much it holds. Kept for a minute.
 */
const NEWEST = 200;
const READ = 12;
const MOST_NAMES = 200;
const KEPT_MS = 60_000;
const MOST_KEPT = 50;

const kept = new Map<string, { readonly at: UnixMs; readonly sample: Promise<NamesDto> }>();

export async function getNames(_viewer: Viewer, params: URLSearchParams): Promise<Result<NamesDto, Problem>> {
  const { chains, clock } = runtime();
  const parsed = parseNamesQuery(params, chains);
  if (!parsed.ok) return err({ kind: "bad-request", ...parsed.error });
  const service = parsed.value.service ?? "";
  const now = clock();
  const known = kept.get(service);
  const sample = known && now - known.at < KEPT_MS && now >= known.at ? known.sample : sampleNames(service);
  kept.delete(service);
  kept.set(service, { at: known?.sample === sample ? known.at : now, sample });
  for (const old of kept.keys()) if (kept.size > MOST_KEPT) kept.delete(old);
  // What is not whole, or failed, is asked for again.
  const forget = (): void => void (kept.get(service)?.sample === sample && kept.delete(service));
  sample.then((names) => names.partial && forget(), forget);
  return ok(await sample);
}

async function sampleNames(service: string): Promise<NamesDto> {
  const { pipeline, rollups, sources } = runtime();
  const counted = await rollups.listSeries(["operation"], ...(service === "" ? [] : [service]));
  const services = service === "" ? counted.map(({ a }) => a) : [];
  const found = await askSources(sources, (source) => source.search({ ...(service !== "" && { service }), limit: NEWEST }));
  const kinds = new Map<string, TraceId>();
  for (const { value } of found.answers)
    for (const trace of value.items) {
      const kind = `${trace.rootService} ${trace.rootOperation}`;
      if (!kinds.has(kind)) kinds.set(kind, trace.traceId);
    }
  const { traces, failures } = await fetchTraces(sources, [...kinds.values()].slice(0, READ));
  const keys = new Set<string>();
  for (const span of traces.flatMap((trace) => trace.spans)) {
    if (service !== "" && span.resource.service !== service) continue;
    for (const key of Object.keys(span.attributes)) keys.add(key);
  }
  const missed = [...found.failures, ...failures];
  return {
    services: speakable([...services, ...pipeline.status().services.map((one) => one.service)]),
    operations: speakable(counted.map(({ b }) => b).filter((name) => !isCut(name))),
    attributeKeys: speakable([...keys]),
    partial: missed.length > 0,
    warnings: [...new Set(warningsOf(missed))],
  };
}

/** The series keep 200 characters of a name: what is cut finds nothing. */
const isCut = (name: string): boolean => name.length > 200 && name.endsWith("…");

/** Sorted, bounded, and only what may be said as it is: a masked name finds nothing. */
const speakable = (names: readonly string[]): string[] =>
  [...new Set(names)]
    .filter((name) => currentMasker().text(name) === name)
    .sort((a, b) => a.localeCompare(b))
    .slice(0, MOST_NAMES);
