"use client";

import { createContext, useContext } from "react";
import type { Preset } from "./view.ts";

const Context = createContext<Preset>("24h");

/** The time that is shown where an address names none, as the server found it right when the page was opened. */
export function UsualRangeProvider({ range, children }: { readonly range: Preset; readonly children: React.ReactNode }) {
  return <Context value={range}>{children}</Context>;
}

export const useUsualRange = (): Preset => useContext(Context);
