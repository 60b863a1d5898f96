import { MINUTE_MS, nsToMs } from "../../base/time.ts";
import type { Trace } from "../../trace/span.ts";

const MOST_REMEMBERED = 10_000;

/** `tracestate`, which says what share of traces is kept, cannot be selected: one kept trace per service and minute is fetched for it. */
export function createSamplingProbes(): { wants(trace: Trace): boolean } {
  const probed = new Set<string>();
  return {
    wants(trace) {
      const minute = Math.floor(nsToMs(trace.startUnixNs) / MINUTE_MS);
      const keys = [...new Set(trace.spans.map((span) => span.resource.service))].map((service) => `${minute} ${service}`);
      const unknown = keys.filter((key) => !probed.has(key));
      for (const key of unknown) probed.add(key);
      for (const oldest of probed) if (probed.size <= MOST_REMEMBERED || !probed.delete(oldest)) break;
      return unknown.length > 0;
    },
  };
}
