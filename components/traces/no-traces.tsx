"use client";

import { useText } from "../i18n/context.tsx";
import { useSources } from "../ui/freshness.tsx";
import { Time } from "../ui/time.tsx";
import { isNarrowed, type TraceView } from "./trace-query.ts";
import { TRACE_WORDS } from "./words.ts";

interface Props {
  readonly view: TraceView;
  readonly hidden: number;
  readonly hasMore: boolean;
  /** Some source could not be asked. */
  readonly partial: boolean;
  readonly onChange: (change: Partial<TraceView>) => void;
  readonly onMore: () => void;
}

/** Nothing to show, which is three things: nothing matches, only housekeeping does, or not all was searched yet. */
export function NoTraces({ view, hidden, hasMore, partial, onChange, onMore }: Props) {
  const words = useText(TRACE_WORDS);
  const { data } = useSources();
  const timed = view.range !== "any" || view.from !== null || view.to !== null;
  return (
    <div role="status" className="flex flex-col items-start gap-2 px-6 py-10">
      <p className="font-semibold text-lg">
        {hasMore ? words.emptySoFar : hidden > 0 ? words.emptyHidden(hidden) : partial ? words.emptyPartial : words.empty}
      </p>
      {data?.completeUpTo && (
        <p className="text-ink-2">
          {words.upTo} <Time at={data.completeUpTo} />.
        </p>
      )}
      <span className="mt-2 flex flex-wrap gap-2">
        {hasMore && (
          <button type="button" className="btn" onClick={onMore}>
            {words.goOn}
          </button>
        )}
        {hidden > 0 && (
          <button type="button" className="btn" onClick={() => onChange({ housekeeping: true })}>
            {words.showHousekeeping}
          </button>
        )}
        {timed && isNarrowed(view) && (
          <button type="button" className="btn" onClick={() => onChange({ range: "any", from: null, to: null })}>
            {words.widen}
          </button>
        )}
      </span>
    </div>
  );
}
