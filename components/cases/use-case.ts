"use client";

import { useQuery } from "@tanstack/react-query";
import type { CaseDto, CasePageDto } from "#lib/contract/case";
import type { GroupListDto } from "#lib/contract/group";
import { ask } from "../ui/ask.ts";
import { apiOfCase } from "./use-commands.ts";

const POLL_MS = 5_000;
const NET_MS = 20_000;

/** One case, its group and the others of it; asked again while it may change, seldom where the stream tells. */
export function useCase(initial: CaseDto, isLive: boolean) {
  const again = isLive ? NET_MS : POLL_MS;
  const one = useQuery({
    queryKey: ["case", initial.id],
    queryFn: ({ signal }) => ask<CaseDto>(apiOfCase(initial.id), signal),
    initialData: initial,
    refetchInterval: again,
  });
  const groups = useQuery({
    queryKey: ["groups", null],
    queryFn: ({ signal }) => ask<GroupListDto>("/api/v1/groups?limit=500", signal),
    refetchInterval: again,
  });
  return { one, group: groups.data?.items.find((group) => group.id === (one.data ?? initial).group) ?? null } as const;
}

export const useSiblings = (groupId: string) =>
  useQuery({
    queryKey: ["cases", groupId, "siblings"],
    queryFn: ({ signal }) =>
      ask<CasePageDto>(
        `/api/v1/cases?${new URLSearchParams({ group: groupId, state: "open,acknowledged,snoozed", limit: "100" })}`,
        signal,
      ),
    refetchInterval: NET_MS,
  });

/** An order's cases, closed ones too. */
export const useCasesOfOrder = (orderId: string, initial: CasePageDto | null) =>
  useQuery({
    queryKey: ["cases", "order", orderId],
    queryFn: ({ signal }) => ask<CasePageDto>(`/api/v1/cases?${new URLSearchParams({ order: orderId, limit: "20" })}`, signal),
    initialData: initial ?? undefined,
    refetchInterval: POLL_MS,
  });
