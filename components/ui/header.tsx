"use client";

import Link from "next/link";
import { usePathname } from "next/navigation";
import { useEffect, useRef } from "react";
import { useText, useWords } from "../i18n/context.tsx";
import type { Theme } from "../i18n/lang.ts";
import { sessionWords } from "../sessions/words.ts";
import { Freshness } from "./freshness.tsx";
import { KeysHelp } from "./keys-help.tsx";
import { Logo } from "./logo.tsx";
import { Nav } from "./nav.tsx";
import { LanguageSwitch, ThemeSwitch } from "./preferences.tsx";
import { SearchBox } from "./search-box.tsx";
import { ZoneName } from "./time.tsx";
import { useMenu } from "./use-menu.ts";

interface Props {
  readonly viewer: { readonly name: string; readonly role: string };
  readonly theme: Theme;
}

export function Header({ viewer, theme }: Props) {
  const words = useWords();
  useFocusOnNewPage();
  return (
    <header className="print:hidden flex min-h-[52px] flex-wrap items-center gap-x-3 gap-y-1 border-line border-b bg-surface px-4 py-2 md:gap-x-5 md:px-6 md:py-1 min-[1400px]:flex-nowrap">
      <a href="#content" className="btn sr-only focus:not-sr-only">
        {words.skip}
      </a>
      <Link href="/" className="tap flex items-center gap-2 font-[650] text-[15px] tracking-tight">
        <Logo />
        <span className="max-md:sr-only">Loupe</span>
      </Link>
      <SearchBox />
      <div className="order-1 -ml-1 md:order-none md:ml-0">
        <Nav />
      </div>
      <div className="order-1 ml-auto flex items-center justify-end md:order-none gap-x-3 text-ink-2 text-sm md:flex-wrap md:gap-y-1 min-[1400px]:flex-nowrap">
        <Freshness />
        <span className="hidden text-ink-3 min-[1400px]:inline" data-testid="zone">
          <ZoneName />
        </span>
        <span className="hidden items-center gap-x-3 md:flex">
          <LanguageSwitch />
          <ThemeSwitch initial={theme} />
          <KeysHelp />
        </span>
      </div>
      <div>
        <Account {...viewer} theme={theme} />
      </div>
    </header>
  );
}

/** A new page is read from its beginning: with the focus left behind in the header, or lost, Tab would lead through it again. */
function useFocusOnNewPage(): void {
  const path = usePathname();
  const shown = useRef(path);
  useEffect(() => {
    if (shown.current === path) return;
    shown.current = path;
    document.getElementById("content")?.focus({ preventScroll: true });
  }, [path]);
}

function Account({ name, role, theme }: Props["viewer"] & { readonly theme: Theme }) {
  const words = useWords();
  const initials = name
    .split(/\s+/)
    .map((word) => [...word][0] ?? "")
    .join("")
    .slice(0, 2)
    .toUpperCase();
  const sessions = useText(sessionWords);
  const { props: menu, close } = useMenu();
  return (
    <details {...menu} className="relative">
      <summary
        aria-label={`${name}, ${words.account.role[role] ?? role}`}
        className="grid size-[26px] cursor-pointer list-none place-items-center rounded-full bg-accent font-semibold text-[11px] text-surface"
      >
        {initials}
      </summary>
      <div className="card absolute right-0 z-30 mt-2 w-56 p-4 text-base text-ink">
        <p className="font-semibold">{name}</p>
        <p className="mb-3 text-ink-2 text-sm">{words.account.role[role] ?? role}</p>
        <div className="mb-3 flex flex-col gap-2 text-ink-2 text-sm md:hidden">
          <span className="flex items-center justify-between">
            <LanguageSwitch />
            <ThemeSwitch initial={theme} />
          </span>
        </div>
        <p className="mb-3 text-ink-3 text-sm min-[1400px]:hidden">
          <ZoneName />
        </p>
        <Link href="/sessions" className="btn mb-2 w-full justify-center" onClick={close}>
          {sessions.title}
        </Link>
        <form method="post" action="/signout">
          <button type="submit" className="btn w-full justify-center">
            {words.account.signOut}
          </button>
        </form>
      </div>
    </details>
  );
}
