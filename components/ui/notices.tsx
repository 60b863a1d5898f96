"use client";

import { useTold, useWords } from "../i18n/context.tsx";

/** The third of a list's four states: asked, and not answered. Never to be mistaken for "nothing there". */
export function FailedNotice({ detail, onRetry }: { readonly detail: string; readonly onRetry?: () => void }) {
  const words = useWords();
  const told = useTold();
  return (
    <div role="alert" className="flex flex-col items-start gap-2 px-6 py-8">
      <p className="flex items-center gap-2 text-lg font-semibold text-failed">{words.states4.failed}</p>
      <p className="text-ink-2">
        {words.states4.failedHint} <span className="num">{told(detail)}</span>
      </p>
      {onRetry && (
        <button type="button" className="btn mt-2" onClick={onRetry}>
          {words.states4.retry}
        </button>
      )}
    </div>
  );
}

/** The fourth: answered in part, with the reasons; or answered before and not again (`stale`). */
export function PartialNotice({ warnings, stale = false }: { readonly warnings: readonly string[]; readonly stale?: boolean }) {
  const words = useWords();
  const told = useTold();
  return (
    <p role="status" className="flex flex-wrap items-baseline gap-x-2 border-line border-b bg-unknown-soft px-4 py-2 text-sm text-unknown">
      <b>{stale ? words.states4.stale : words.states4.partial}.</b> {warnings.map(told).join("; ")}
    </p>
  );
}

export function Skeleton({ rows, className = "h-9" }: { readonly rows: number; readonly className?: string }) {
  const words = useWords();
  return (
    <div role="status" aria-label={words.states4.loading} className="flex flex-col gap-2 p-4">
      {Array.from({ length: rows }, (_, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the rows are alike and never move
        <div key={index} className={`skeleton ${className}`} />
      ))}
    </div>
  );
}
