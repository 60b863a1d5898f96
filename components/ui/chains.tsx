"use client";

import { createContext, useContext } from "react";
import { useLang } from "../i18n/context.tsx";

export interface ChainWords {
  readonly id: string;
  readonly title: { readonly en: string; readonly ru: string };
  readonly after: readonly string[];
  readonly keyedBy: "order" | "trace";
  readonly steps: readonly {
    readonly id: string;
    readonly title: { readonly en: string; readonly ru: string };
    readonly softMs: number | null;
    /** The service that does this step itself; null where the step is only seen from outside of its own service. */
    readonly service: string | null;
  }[];
}

const Context = createContext<readonly ChainWords[]>([]);

/** The chains' own words come from the operator's chain file, not from the dictionaries. */
export function ChainsProvider({ chains, children }: { readonly chains: readonly ChainWords[]; readonly children: React.ReactNode }) {
  return <Context value={chains}>{children}</Context>;
}

export const useChains = (): readonly ChainWords[] => useContext(Context);

interface Names {
  readonly chain: (id: string) => string;
  readonly step: (chainId: string, stepId: string) => string;
  /** A service by the name of the step that it does: `mes-api` → MES API. */
  readonly service: (name: string) => string;
}

export function useChainNames(): Names {
  const lang = useLang();
  const chains = useChains();
  return {
    chain: (id) => chains.find((one) => one.id === id)?.title[lang] ?? id,
    step: (chainId, stepId) => chains.find((one) => one.id === chainId)?.steps.find((one) => one.id === stepId)?.title[lang] ?? stepId,
    service: (name) => chains.flatMap((one) => one.steps).find((step) => step.service === name)?.title[lang] ?? name,
  };
}
