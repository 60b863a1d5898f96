"use client";

import type { GroupDto } from "#lib/contract/group";
import { useLang } from "../i18n/context.tsx";

/** "Price calculation → CRM API: **published to RabbitMQ, not consumed**": where quietly, what aloud. */
export function GroupTitle({ group }: { readonly group: Pick<GroupDto, "title"> }) {
  const lang = useLang();
  const title = group.title[lang];
  const at = title.indexOf(": ");
  if (at < 0) return <b className="font-semibold">{title}</b>;
  const where = title.slice(0, at);
  return (
    <>
      {where.charAt(0).toUpperCase() + where.slice(1)}: <b className="font-semibold">{title.slice(at + 2)}</b>
    </>
  );
}
