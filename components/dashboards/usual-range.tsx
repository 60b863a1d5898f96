"use client";

import { createContext, useContext } from "react";
import type { Preset } from "./view.ts";

interface Opened {
  /** The time that is shown where an address names none. */
  readonly range: Preset;
  /** Since when there is telemetry at all, ms; null: none yet. */
  readonly since: number | null;
}

const Context = createContext<Opened>({ range: "24h", since: 0 });

/** What the server found when the page was opened. */
export function OpenedProvider({ range, since, children }: Opened & { readonly children: React.ReactNode }) {
  return <Context value={{ range, since }}>{children}</Context>;
}

export const useUsualRange = (): Preset => useContext(Context).range;
/** false: before the first telemetry, where "there was none" would be a claim that nobody can make. */
export function useHeardBefore(to: number): boolean {
  const { since } = useContext(Context);
  return since !== null && since < to;
}
