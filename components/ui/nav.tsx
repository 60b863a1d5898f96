"use client";

import Link from "next/link";
import { usePathname } from "next/navigation";
import { useWords } from "../i18n/context.tsx";

export function Nav() {
  const words = useWords();
  const path = usePathname();
  const items = [
    { href: "/", name: words.nav.search, current: path === "/" || path.startsWith("/orders") },
    { href: "/traces", name: words.nav.traces, current: path.startsWith("/traces") },
    { href: "/sources", name: words.nav.sources, current: path === "/sources" },
    { href: "/import", name: words.nav.import, current: path === "/import", wide: true },
  ];
  return (
    <nav aria-label={words.nav.main} className="-mx-1 flex gap-1 max-md:gap-0">
      {items.map(({ href, name, current, wide }) => (
        <Link
          key={href}
          href={href}
          aria-current={current ? "page" : undefined}
          className={`${wide ? "max-md:hidden " : ""}whitespace-nowrap rounded-sm px-2.5 py-1.5 max-md:px-2 font-medium text-ink-2 hover:text-ink aria-[current]:bg-accent-soft aria-[current]:text-accent`}
        >
          {name}
        </Link>
      ))}
    </nav>
  );
}
