import { ask } from "./ask.ts";
import { apiOfTrace } from "./paths.ts";

/** All the traces as one OTLP JSON file, masked even where something is revealed for ten minutes, as a file stays: what the import page opens again. */
export async function saveTraces(traceIds: readonly string[]): Promise<void> {
  const traces = await Promise.all(traceIds.map((id) => ask<{ resourceSpans: unknown[] }>(`${apiOfTrace(id)}?masked=1`)));
  const body = JSON.stringify({ resourceSpans: traces.flatMap((trace) => trace.resourceSpans) });
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([body], { type: "application/json" }));
  link.download = `${traceIds.length === 1 ? traceIds[0] : "traces"}.otlp.json`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}
