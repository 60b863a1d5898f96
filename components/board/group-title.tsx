"use client";

import Link from "next/link";
import type { GroupDto } from "#lib/contract/group";
import { useLang } from "../i18n/context.tsx";
import { splitTitle } from "./group-title-parts.ts";

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
export function GroupLines({
  group,
  href,
}: {
  readonly group: Pick<GroupDto, "title" | "sentence" | "consumerVersion">;
  readonly href: string;
}) {
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
          {group.consumerVersion && (
            <span className="num flex-none rounded-sm border border-line-strong px-1 text-ink-2 text-xs">{group.consumerVersion}</span>
          )}
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
