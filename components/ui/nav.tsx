"use client";

import Link from "next/link";
import { usePathname } from "next/navigation";
import { useEffect } from "react";
import { auditWords } from "../audit/words.ts";
import { useText, useWords } from "../i18n/context.tsx";
import { useRight } from "./rights.tsx";
import { useMenu } from "./use-menu.ts";

/** What stands in the bar at every width comes first; `from` names the width below which it is in the menu instead. */
interface Item {
  readonly href: string;
  readonly name: string;
  readonly current: boolean;
  readonly from?: "md" | "never";
}

function useItems(): readonly Item[] {
  const [mayAudit, mayConfigure] = [useRight("audit"), useRight("configure")];
  const words = useWords().nav;
  const admin = useText(auditWords);
  const path = usePathname();
  const isIn = (...parts: readonly string[]) => parts.some((part) => path === part || path.startsWith(`${part}/`));
  return [
    { href: "/board", name: words.board, current: isIn("/board", "/cases") },
    { href: "/", name: words.search, current: path === "/" || isIn("/orders") },
    { href: "/overview", name: words.overview, current: isIn("/overview", "/chains", "/services", "/incidents", "/coverage", "/report") },
    { href: "/traces", name: words.traces, current: isIn("/traces"), from: "md" },
    { href: "/sources", name: words.sources, current: isIn("/sources"), from: "md" },
    { href: "/settings", name: words.settings, current: isIn("/settings"), from: "never" },
    { href: "/import", name: words.import, current: isIn("/import"), from: "never" },
    ...(mayAudit ? [{ href: "/audit", name: admin.title, current: isIn("/audit"), from: "never" } as const] : []),
    ...(mayConfigure ? [{ href: "/privacy", name: admin.privacy.title, current: isIn("/privacy"), from: "never" } as const] : []),
  ];
}

const LINK =
  "whitespace-nowrap rounded-sm px-2.5 py-1.5 font-medium text-ink-2 hover:text-ink aria-[current]:bg-accent-soft aria-[current]:text-accent max-md:px-2";

/** The pages: in a bar as far as they fit, the rest in a menu, where no phone is too narrow for them. */
export function Nav() {
  const words = useWords().nav;
  const items = useItems();
  return (
    <nav aria-label={words.main} className="-mx-1 flex gap-0.5 max-md:gap-0">
      {items
        .filter(({ from }) => from !== "never")
        .map(({ href, name, current, from }) => (
          <Link
            key={href}
            href={href}
            aria-current={current ? "page" : undefined}
            className={`${from === "md" ? "max-md:hidden " : ""}${LINK}`}
          >
            {name}
          </Link>
        ))}
      <More items={items.filter(({ from }) => from !== undefined)} />
    </nav>
  );
}

/** Closed by a choice, by Escape and by the focus that leaves it. */
function More({ items }: { readonly items: readonly Item[] }) {
  const words = useWords().nav;
  const path = usePathname();
  const { props: menu, close } = useMenu();
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new page closes the menu
  useEffect(close, [path]);
  return (
    <details {...menu} className="relative">
      <summary
        aria-label={words.more}
        title={words.more}
        className={`${LINK} grid h-full cursor-pointer list-none place-items-center ${items.some(({ current, from }) => current && from === "never") ? "bg-accent-soft text-accent" : ""}`}
      >
        <svg viewBox="0 0 16 16" aria-hidden="true" className="size-4" fill="currentColor">
          <circle cx="3" cy="8" r="1.4" />
          <circle cx="8" cy="8" r="1.4" />
          <circle cx="13" cy="8" r="1.4" />
        </svg>
      </summary>
      <div className="card absolute right-0 z-30 mt-1.5 flex min-w-44 flex-col p-1.5 md:right-auto md:left-0">
        {items.map(({ href, name, current, from }) => (
          <Link
            key={href}
            href={href}
            aria-current={current ? "page" : undefined}
            className={`${from === "md" ? "md:hidden " : ""}${LINK}`}
          >
            {name}
          </Link>
        ))}
      </div>
    </details>
  );
}
