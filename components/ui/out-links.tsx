"use client";

import { createContext, useContext } from "react";
import { expandLinks, type LinkTemplate, type LinkValues, type OutLink } from "#lib/contract/link-template";
import { useText } from "../i18n/context.tsx";

const Context = createContext<readonly LinkTemplate[]>([]);

/** Where the operator's other tools are. */
export function LinksProvider({ links, children }: { readonly links: readonly LinkTemplate[]; readonly children: React.ReactNode }) {
  return <Context value={links}>{children}</Context>;
}

export function useOutLinks(): (values: LinkValues) => readonly OutLink[] {
  const templates = useContext(Context);
  return (values) => expandLinks(templates, values);
}

/** `Jaeger ↗`: in a tab of its own, which learns nothing of where it was opened. */
export function OutLinks({ values }: { readonly values: LinkValues }) {
  const text = useText(WORDS);
  return useOutLinks()(values).map(({ name, url }) => (
    <a key={name} className="btn" href={url} target="_blank" rel="noopener noreferrer" title={text.hint(name)} data-out-link={name}>
      {name} <span aria-hidden="true">↗</span>
      <span className="sr-only">{text.newTab}</span>
    </a>
  ));
}

const WORDS = {
  en: { hint: (name: string) => `Open in ${name}, in a new tab`, newTab: "(opens in a new tab)" },
  ru: { hint: (name: string) => `Открыть: ${name}, в новой вкладке`, newTab: "(откроется в новой вкладке)" },
};
