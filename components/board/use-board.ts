"use client";

import { useQuery } from "@tanstack/react-query";
import type { BoardDto } from "#lib/contract/board";
import type { CaseDto, CasePageDto } from "#lib/contract/case";
import type { GroupListDto } from "#lib/contract/group";
import { ask } from "../ui/ask.ts";
import { useLive } from "./use-live.ts";

/** While the stream lives it says what changed: asking is only the net below it. What is merely under way is counted again this often. */
const NET_MS = 15_000;
const POLL_MS = 5_000;

export interface BoardAnswers {
  readonly board: BoardDto | null;
  readonly groups: GroupListDto | null;
}

const search = (given: Readonly<Record<string, string | null>>): string => {
  const params = new URLSearchParams(Object.entries(given).flatMap(([key, value]) => (value === null ? [] : [[key, value]])));
  return params.size > 0 ? `?${params}` : "";
};

/** The board's server data: `asOf` as it was known then, else now and live. */
export function useBoard(asOf: string | null, initial: BoardAnswers) {
  const stream = useLive(asOf === null);
  const again = asOf === null ? (stream === "live" ? NET_MS : POLL_MS) : false;
  const board = useQuery({
    queryKey: ["board", asOf],
    queryFn: ({ signal }) => ask<BoardDto>(`/api/v1/board${search({ asOf })}`, signal),
    initialData: initial.board ?? undefined,
    refetchInterval: asOf === null ? POLL_MS : false,
    refetchIntervalInBackground: true,
  });
  const groups = useQuery({
    queryKey: ["groups", asOf],
    queryFn: ({ signal }) => ask<GroupListDto>(`/api/v1/groups${search({ limit: "500", asOf })}`, signal),
    initialData: initial.groups ?? undefined,
    refetchInterval: again,
    // The tab's badge and the sound are for those who look elsewhere.
    refetchIntervalInBackground: true,
  });
  return { stream, board, groups } as const;
}

const RESOLVED_FOR_MS = 24 * 3_600_000;

export function useGroupCases(groupId: string | null, asOf: string | null) {
  return useQuery({
    queryKey: ["cases", groupId, asOf],
    queryFn: ({ signal }) =>
      ask<CasePageDto>(`/api/v1/cases${search({ group: groupId, state: "open,acknowledged,snoozed", limit: "100", asOf })}`, signal),
    enabled: groupId !== null,
    refetchInterval: asOf === null ? NET_MS : false,
  });
}

/** Shared with the case's own page, where it is looked at next. */
export const useOneCase = (id: string | null) =>
  useQuery({
    queryKey: ["case", id],
    queryFn: ({ signal }) => ask<CaseDto>(`/api/v1/cases/${encodeURIComponent(id ?? "")}`, signal),
    enabled: id !== null,
    staleTime: NET_MS,
  });

export function useResolvedCases(isShown: boolean, now: number, asOf: string | null) {
  return useQuery({
    queryKey: ["cases", "resolved", asOf],
    queryFn: ({ signal }) => {
      const from = new Date(Math.floor((now - RESOLVED_FOR_MS) / 60_000) * 60_000).toISOString();
      return ask<CasePageDto>(`/api/v1/cases${search({ state: "resolved", from, limit: "200", asOf })}`, signal);
    },
    enabled: isShown,
    refetchInterval: asOf === null ? NET_MS : false,
  });
}
