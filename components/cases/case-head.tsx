"use client";

import Link from "next/link";
import { useEffect } from "react";
import type { CaseDto } from "#lib/contract/case";
import { useLang, useText, useWords } from "../i18n/context.tsx";
import { CopyButton } from "../ui/copy-button.tsx";
import { pathOfOrder } from "../ui/paths.ts";
import { StatePill } from "../ui/state-glyph.tsx";
import { Time } from "../ui/time.tsx";
import { titleOfOrder } from "../ui/title.ts";
import { CaseState, Severity } from "./case-state.tsx";
import { words } from "./words.ts";

/** What it is about, how it is, who has it. */
export function CaseHead({ one }: { readonly one: CaseDto }) {
  const text = useText(words);
  const common = useWords();
  const lang = useLang();
  const name = one.orderId ?? one.service ?? text.kinds[one.kind];
  const title = `${titleOfOrder(name, one.verdict.state, text.states[one.state], text.title)} · Loupe`;
  useEffect(() => {
    document.title = title;
  }, [title]);
  const ticket = () => [`${text.title}: ${name}`, one.verdict.text[lang], window.location.href].join("\n");
  return (
    <div className="mb-3">
      <p className="mb-1 text-sm">
        <Link href={`/board?group=${encodeURIComponent(one.group)}`} className="text-accent hover:underline">
          ← {text.toBoard}
        </Link>
      </p>
      <div className="flex flex-wrap items-center gap-x-3 gap-y-2">
        <h1 className="max-w-full truncate">
          {text.title}:{" "}
          {one.orderId === null ? (
            name
          ) : (
            <Link href={pathOfOrder(one.orderId)} prefetch={false} className="num hover:text-accent">
              <bdi>{one.orderId}</bdi>
            </Link>
          )}
        </h1>
        <StatePill state={one.verdict.state}>{common.states[one.verdict.state]}</StatePill>
        <span data-testid="case-state">
          <CaseState state={one.state} />
          {one.snoozedUntil && one.state === "snoozed" && (
            <span className="ml-1.5 text-ink-2">
              <Time at={one.snoozedUntil} />
            </span>
          )}
        </span>
        <Severity severity={one.severity} />
        <span className="text-ink-2">
          {text.owner}:{" "}
          <b className="font-medium text-ink" data-testid="owner">
            {one.owner ?? text.nobody}
          </b>
        </span>
        {one.reopened > 0 && <span className="text-late">{text.reopened(one.reopened)}</span>}
        <span className="ml-auto flex gap-2 max-md:hidden">
          <CopyButton text={ticket}>{common.order.copyTicket}</CopyButton>
          <CopyButton text={() => window.location.href}>{common.order.copyLink}</CopyButton>
        </span>
      </div>
      {one.silently && <p className="mt-1 text-ink-2 text-sm">{text.silently}</p>}
    </div>
  );
}
