"use client";

import { useQuery, useQueryClient } from "@tanstack/react-query";
import { createContext, useCallback, useContext, useEffect, useRef } from "react";
import type { RevealDto, RevealsDto } from "#lib/contract/reveal";
import { useNow } from "../i18n/context.tsx";
import { ask, tell } from "../ui/ask.ts";

/** What is revealed around here; null: nothing. Answers that may show it are kept under its id, and go with it. */
const RevealContext = createContext<{ readonly id: string | null } | null>(null);
export const RevealProvider = RevealContext.Provider;
export const useRevealId = (): string | null => useContext(RevealContext)?.id ?? null;

/** A path for one who might see something revealed, on a page that says of nothing that it is: then nothing is to come. Anybody else's stays. */
export function useMaskedPath(): (path: string) => string {
  const here = useContext(RevealContext);
  const asksMasked = here !== null && here.id === null;
  return useCallback((path) => (asksMasked ? `${path}${path.includes("?") ? "&" : "?"}masked=1` : path), [asksMasked]);
}

/** Under these keys the query cache keeps what may show something revealed. */
const SHOWING = ["order", "waterfall"];
const CHANNEL = "loupe-reveals";
const AGAIN_MS = 30_000;

export interface Reveal {
  readonly active: RevealDto | null;
  readonly leftMs: number;
  readonly give: (reason: string) => Promise<void>;
  readonly end: () => Promise<void>;
}

/** The reveal of one subject, by the server's clock and word; other tabs of this browser hear of each change. `initial` null: this person has no right. */
export function useReveal(subject: string, initial: RevealsDto | null): Reveal {
  const client = useQueryClient();
  const now = useNow();
  const key = ["reveals", subject];
  const { data } = useQuery({
    queryKey: key,
    queryFn: ({ signal }) => ask<RevealsDto>(`/api/v1/reveals?subject=${encodeURIComponent(subject)}`, signal),
    ...(initial && { initialData: initial }),
    enabled: initial !== null,
    refetchInterval: AGAIN_MS,
  });
  const active = data?.items.find(({ until }) => Date.parse(until) > now) ?? null;
  const refresh = useCallback(() => client.invalidateQueries({ queryKey: ["reveals"] }), [client]);
  const channel = useRef<BroadcastChannel | null>(null);
  useEffect(() => {
    const opened = new BroadcastChannel(CHANNEL);
    opened.onmessage = () => void refresh();
    channel.current = opened;
    return () => opened.close();
  }, [refresh]);
  // What was answered under another reveal is forgotten, not kept until somebody looks again.
  const id = active?.id ?? null;
  const before = useRef(id);
  useEffect(() => {
    if (before.current === id) return;
    before.current = id;
    for (const first of SHOWING) {
      client.removeQueries({ queryKey: [first], type: "inactive" });
      void client.resetQueries({ queryKey: [first] });
    }
  }, [client, id]);
  const change = async (path: string, body: object) => {
    await tell<RevealDto>(path, body);
    await refresh();
    channel.current?.postMessage("changed");
  };
  return {
    active,
    leftMs: active ? Math.max(0, Date.parse(active.until) - now) : 0,
    give: (reason) => change("/api/v1/reveals", { subject, reason }),
    end: async () => {
      if (active) await change(`/api/v1/reveals/${active.id}/end`, {});
    },
  };
}
