"use client";

import { createContext, useContext } from "react";

const Context = createContext<number | null>(null);

/** Since when there is telemetry at all, ms; null: not known, or none. */
export function SinceProvider({ since, children }: { readonly since: number | null; readonly children: React.ReactNode }) {
  return <Context value={since}>{children}</Context>;
}

export const useSince = (): number | null => useContext(Context);
