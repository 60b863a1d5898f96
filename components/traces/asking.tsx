"use client";

import { useText } from "../i18n/context.tsx";
import { useSources } from "../ui/freshness.tsx";
import { Skeleton } from "../ui/notices.tsx";
import { TRACE_WORDS } from "./words.ts";

/** What the empty page waits for: the search is the backend's own, not Loupe's. */
export function Asking() {
  const words = useText(TRACE_WORDS);
  const sources = useSources().data?.sources ?? [];
  if (sources.length === 0) return null;
  return (
    <p role="status" className="px-4 pt-3 text-ink-2 text-sm" data-testid="asking">
      {words.asking(sources.map(({ id }) => id).join(", "))}
    </p>
  );
}

/** Where a trace will stand, while a source that has it is slow. */
export function AskingForTrace() {
  return (
    <div className="card">
      <Asking />
      <Skeleton rows={12} className="h-4" />
    </div>
  );
}
