"use client";

import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import type { ChainConfigDto } from "#lib/contract/settings";
import { AskFailed, ask, tell } from "../ui/ask.ts";

const APPLYING_MS = 1_000;
const QUIET_MS = 15_000;

export const useConfig = (initial: ChainConfigDto | null) =>
  useQuery({
    queryKey: ["chain-config"],
    queryFn: ({ signal }) => ask<ChainConfigDto>("/api/v1/chain-config", signal),
    initialData: initial ?? undefined,
    refetchInterval: (query) => (query.state.data?.applying ? APPLYING_MS : QUIET_MS),
  });

export interface Saving {
  readonly isBusy: boolean;
  readonly failure: string | null;
  /** Somebody was faster. */
  readonly isConflict: boolean;
  /** The version that was made last. */
  readonly saved: number | null;
  /** Answers whether it was done. */
  readonly run: (call: "save" | "deadlines" | "revert", body: object) => Promise<boolean>;
  readonly forget: () => void;
}

/** A change of the configuration: not shown before it is done. All that it changes is asked again. */
export function useSaving(): Saving {
  const client = useQueryClient();
  const [state, setState] = useState<Omit<Saving, "run" | "forget">>({ isBusy: false, failure: null, isConflict: false, saved: null });
  const run: Saving["run"] = async (call, body) => {
    setState({ isBusy: true, failure: null, isConflict: false, saved: null });
    try {
      const config = await tell<ChainConfigDto>(`/api/v1/chain-config/${call}`, body);
      client.setQueryData(["chain-config"], config);
      setState({ isBusy: false, failure: null, isConflict: false, saved: config.number });
      return true;
    } catch (error) {
      const isConflict = error instanceof AskFailed && error.status === 409;
      setState({ isBusy: false, failure: (error as Error).message, isConflict, saved: null });
      return false;
    } finally {
      for (const key of ["deadlines", "config-versions", "chain-config"]) void client.invalidateQueries({ queryKey: [key] });
    }
  };
  return { ...state, run, forget: () => setState({ isBusy: false, failure: null, isConflict: false, saved: null }) };
}
