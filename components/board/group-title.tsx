"use client";

import Link from "next/link";
import type { GroupDto } from "#lib/contract/group";
import { useLang } from "../i18n/context.tsx";

/** "Price calculation → CRM API: **published, not consumed**" in one line: where quietly, what aloud. */
export function GroupTitle({ group }: { readonly group: Pick<GroupDto, "title"> }) {
  const { where, what } = splitTitle(group.title[useLang()]);
  return (
    <>
      {where && `${where}: `}
      <b className="font-semibold">{what}</b>
    </>
  );
}

/** The same in three lines of a table: where, what with an error's own words, what they have in common. */
export function GroupLines({ group, href }: { readonly group: Pick<GroupDto, "title" | "sentence">; readonly href: string }) {
  const lang = useLang();
  const { where, what, error } = splitTitle(group.title[lang]);
  return (
    <>
      <Link href={href} prefetch={false} className="group/title block min-w-0">
        {where && (
          <span className="block truncate text-ink-2 text-sm" title={where}>
            {where}
          </span>
        )}
        <span className="flex min-w-0 items-baseline gap-2 group-hover/title:text-accent">
          <b className="line-clamp-2 flex-none font-semibold max-md:flex-auto">{what}</b>
          {error && (
            <span className="num min-w-0 truncate text-ink-2 max-md:hidden" title={error}>
              {error}
            </span>
          )}
        </span>
      </Link>
      <span className="line-clamp-1 text-ink-2 text-sm max-md:line-clamp-2" title={group.sentence[lang]}>
        {group.sentence[lang]}
      </span>
    </>
  );
}

/** "price → CRM db: timed out (Lock: canceling)" → where, what, error; what has no such shape is all of it "what". */
export function splitTitle(title: string): { readonly where: string; readonly what: string; readonly error: string } {
  const at = title.indexOf(": ");
  const where = at < 0 ? "" : title.slice(0, at);
  const rest = at < 0 ? title : title.slice(at + 2);
  const error = /^(.*?) \((.*)\)$/s.exec(rest);
  const upper = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);
  return { where: upper(where), what: where === "" ? upper(error?.[1] ?? rest) : (error?.[1] ?? rest), error: error?.[2] ?? "" };
}
