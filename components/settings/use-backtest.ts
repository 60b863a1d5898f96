"use client";

import { useMutation, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { BacktestDto } from "#lib/contract/backtest";
import { ask, tell } from "../ui/ask.ts";

const RUNNING_MS = 400;

/** A trial of one candidate: what was tried stays on screen until something else is. */
export function useBacktest() {
  const [id, setId] = useState<string | null>(null);
  const [subject, setSubject] = useState<string | null>(null);
  const start = useMutation({
    mutationFn: ({ body }: { readonly body: object; readonly subject: string }) => tell<BacktestDto>("/api/v1/backtests", body),
    onSuccess: (started, { subject: tried }) => {
      setId(started.id);
      setSubject(tried);
    },
  });
  const asked = useQuery({
    queryKey: ["backtest", id],
    queryFn: ({ signal }) => ask<BacktestDto>(`/api/v1/backtests/${id}`, signal),
    enabled: id !== null,
    refetchInterval: (query) => (query.state.data === undefined || query.state.data.state === "running" ? RUNNING_MS : false),
    retry: false,
  });
  const cancel = () => {
    if (id !== null) void tell(`/api/v1/backtests/${id}/cancel`, {}).then(() => asked.refetch());
  };
  return {
    /** `subject`: what is tried, in any words: a result of another is out of date. */
    start: (subjectText: string, body: object) => start.mutate({ subject: subjectText, body }),
    cancel,
    test: asked.data ?? null,
    subject,
    failure: start.error?.message ?? asked.error?.message ?? null,
    isStarting: start.isPending,
  } as const;
}
