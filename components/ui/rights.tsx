"use client";

import { createContext, useContext } from "react";
import type { Right } from "#lib/auth/roles";

const Context = createContext<readonly Right[]>([]);

/** What the reader may do: what they may not is not offered. The server decides again, whatever stands here. */
export function RightsProvider({ rights, children }: { readonly rights: readonly Right[]; readonly children: React.ReactNode }) {
  return <Context value={rights}>{children}</Context>;
}

export const useRight = (right: Right): boolean => useContext(Context).includes(right);
