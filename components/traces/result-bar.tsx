"use client";

import { useText } from "../i18n/context.tsx";
import { Time } from "../ui/time.tsx";
import { ColumnChooser } from "./column-chooser.tsx";
import type { Column } from "./columns.ts";
import { isBounded, type TraceView } from "./trace-query.ts";
import { TRACE_WORDS } from "./words.ts";

interface Props {
  readonly view: TraceView;
  readonly count: number;
  readonly hidden: number;
  readonly hasMore: boolean;
  /** Some of every part of the range. */
  readonly sampled: boolean;
  readonly askedAt: number;
  readonly columns: readonly Column[];
  readonly onColumns: (columns: readonly Column[]) => void;
  readonly onChange: (change: Partial<TraceView>) => void;
  readonly onAgain: () => void;
}

/** How much was found, of what, when, and by whom it is sorted: the server gives the newest first, every other order is of what is loaded. */
export function ResultBar({ view, count, hidden, hasMore, sampled, askedAt, columns, onColumns, onChange, onAgain }: Props) {
  const words = useText(TRACE_WORDS);
  const ownOrder = view.sort !== "startedAt" || view.rising;
  const found = words.found(count);
  return (
    <div className="flex flex-wrap items-center gap-x-3 gap-y-1 px-4 pt-2.5 text-ink-2 text-sm" data-testid="result-bar">
      <span role="status" className="font-medium text-ink">
        {sampled ? words.sampled(found) : hasMore ? words.newest(found) : found}
      </span>
      {(sampled || (view.newest && hasMore && isBounded(view))) && (
        <button type="button" className="chip" onClick={() => onChange({ newest: sampled })}>
          {sampled ? words.pickNewest : words.pickSpread}
        </button>
      )}
      <span className="inline-flex items-center gap-1">
        {words.askedAt} <Time at={new Date(askedAt).toISOString()} />
        <button type="button" className="px-1 hover:text-accent" title={words.again} aria-label={words.again} onClick={onAgain}>
          ↻
        </button>
      </span>
      {hidden > 0 && !view.housekeeping && (
        <button type="button" className="chip" title={words.housekeepingHint} onClick={() => onChange({ housekeeping: true })}>
          {words.hidden(hidden)}
        </button>
      )}
      {(hasMore || sampled) && ownOrder && <span className="text-late">{words.sortedLoaded}</span>}
      <span className="ml-auto flex items-center gap-3">
        <span className="hidden text-ink-3 lg:inline">
          <kbd>j</kbd> <kbd>k</kbd> {words.keys.pick} <kbd>Enter</kbd> {words.keys.open}
        </span>
        <ColumnChooser columns={columns} onChange={onColumns} />
      </span>
    </div>
  );
}
