"use client";

import type { UseQueryResult } from "@tanstack/react-query";
import { AskFailed } from "../ui/ask.ts";
import { FailedNotice, PartialNotice } from "../ui/notices.tsx";

interface Props<T> {
  readonly query: UseQueryResult<T>;
  /** Of the true shape and height, so that nothing jumps. */
  readonly skeleton: React.ReactNode;
  readonly children: (data: T) => React.ReactNode;
}

/** The four states of whatever was asked: asking, could not ask, answered in part, answered. An answer that cannot be refreshed says that it is old. */
export function Loaded<T extends { readonly partial: boolean; readonly warnings: readonly string[] }>({
  query,
  skeleton,
  children,
}: Props<T>) {
  const { data, isError, error, refetch } = query;
  if (data === undefined)
    return isError ? (
      <div className="card">
        <FailedNotice detail={error.message} onRetry={() => refetch()} />
      </div>
    ) : (
      skeleton
    );
  return (
    <>
      {(isError || data.partial) && (
        <div className="card overflow-hidden">
          <PartialNotice stale={isError} warnings={isError ? [error.message] : data.warnings} />
        </div>
      )}
      {children(data)}
    </>
  );
}

export function CardSkeleton({
  height,
  count = 1,
  className = "",
}: {
  readonly height: number;
  readonly count?: number;
  readonly className?: string;
}) {
  return (
    <div className={className} aria-hidden="true">
      {Array.from({ length: count }, (_, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: alike, never moved
        <div key={index} className="card p-4" style={{ height }}>
          <div className="skeleton h-4 w-1/3" />
          <div className="skeleton mt-3 h-[calc(100%-2rem)] w-full" />
        </div>
      ))}
    </div>
  );
}

/** A 404 is an answer: what was asked for is not there, and never was. */
export const isMissing = (error: Error | null): boolean => error instanceof AskFailed && error.status === 404;

export function Missing({ children }: { readonly children: React.ReactNode }) {
  return (
    <p role="status" className="card px-6 py-10 font-semibold text-lg">
      {children}
    </p>
  );
}
