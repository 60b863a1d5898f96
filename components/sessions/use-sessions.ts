"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import type { RevokedDto, SessionsDto, TokensDto } from "#lib/contract/session";
import { useText } from "../i18n/context.tsx";
import { AskFailed, ask, tell } from "../ui/ask.ts";
import { sessionWords } from "./words.ts";

export interface SessionsView {
  readonly all: boolean;
  readonly name: string;
}

const AGAIN_MS = 15_000;

export const queryOf = ({ all, name }: SessionsView): string => {
  const params = new URLSearchParams({ ...(all && { all: "1" }), ...(name !== "" && { name }) });
  return params.size === 0 ? "" : `?${params}`;
};

export const useSessions = (view: SessionsView, initial: SessionsDto | null) =>
  useQuery({
    queryKey: ["sessions", view.all, view.name],
    queryFn: ({ signal }) => ask<SessionsDto>(`/api/v1/sessions${queryOf(view)}`, signal),
    ...(initial && { initialData: initial }),
    refetchInterval: AGAIN_MS,
  });

export const useTokens = (view: SessionsView, initial: TokensDto | null) =>
  useQuery({
    queryKey: ["tokens", view.all, view.name],
    queryFn: ({ signal }) => ask<TokensDto>(`/api/v1/tokens${queryOf(view)}`, signal),
    ...(initial && { initialData: initial }),
    refetchInterval: AGAIN_MS,
  });

/** Ends a session, a token, or all the others; what came of it is said in one place of the page. */
export function useRevoke() {
  const words = useText(sessionWords);
  const client = useQueryClient();
  const [said, say] = useState("");
  const revoke = useMutation({
    mutationFn: (path: string) => tell<RevokedDto>(`/api/v1/${path}`, {}),
    onSuccess: ({ revoked }, path) => say(path.startsWith("tokens/") ? words.endedToken : words.ended(revoked)),
    // Another was faster: that is what was wanted.
    onError: (error) => say(error instanceof AskFailed && error.status === 404 ? words.goneAlready : error.message),
    onSettled: async () => {
      await Promise.all([client.invalidateQueries({ queryKey: ["sessions"] }), client.invalidateQueries({ queryKey: ["tokens"] })]);
    },
  });
  return { said, isBusy: revoke.isPending, revoke: revoke.mutate };
}
