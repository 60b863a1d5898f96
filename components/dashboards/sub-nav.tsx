"use client";

import Link from "next/link";
import { usePathname } from "next/navigation";
import { useText } from "../i18n/context.tsx";
import { useChains } from "../ui/chains.tsx";
import { useRight } from "../ui/rights.tsx";
import { pathOfChain } from "./scope.ts";
import type { Dash } from "./use-dash-view.ts";
import { dashWords } from "./words.ts";

/** Between the dashboards the time stays: who looks at last week goes on looking at last week. */
export function SubNav({ hrefTo }: { readonly hrefTo: Dash["hrefTo"] }) {
  const words = useText(dashWords).nav;
  const mayReport = useRight("report");
  const path = usePathname();
  const first = useChains()[0];
  const items = [
    { path: "/overview", name: words.overview, current: path === "/overview" },
    ...(first ? [{ path: pathOfChain(first.id), name: words.chains, current: path.startsWith("/chains") }] : []),
    { path: "/services", name: words.services, current: path.startsWith("/services") },
    { path: "/incidents", name: words.incidents, current: path === "/incidents" },
    { path: "/coverage", name: words.coverage, current: path === "/coverage" },
  ];
  return (
    <nav aria-label={words.label} className="-mx-1 mb-3 flex gap-x-1 relative overflow-x-auto border-line border-b print:hidden">
      {items.map((item) => (
        <Link
          key={item.path}
          href={hrefTo(item.path)}
          aria-current={item.current ? "page" : undefined}
          className="-mb-px whitespace-nowrap border-transparent border-b-2 px-2.5 pb-2 font-medium text-ink-2 hover:text-ink aria-[current]:border-accent aria-[current]:text-accent"
        >
          {item.name}
        </Link>
      ))}
      {mayReport && (
        <Link href="/report" className="ml-auto whitespace-nowrap px-2.5 pb-2 font-medium text-ink-2 hover:text-ink">
          {words.report}
        </Link>
      )}
    </nav>
  );
}
