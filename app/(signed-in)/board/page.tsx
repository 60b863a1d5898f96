import type { Metadata } from "next";
import { mayDo } from "#lib/auth/roles";
import { requireViewer } from "#lib/dal/access";
import { getBoard } from "#lib/dal/board";
import { listGroups } from "#lib/dal/groups";
import { BoardPage } from "../../../components/board/board-page.tsx";
import { words } from "../../../components/board/words.ts";
import { readPreferences } from "../../../components/i18n/server.ts";

export async function generateMetadata(): Promise<Metadata> {
  return { title: words[(await readPreferences()).lang].title };
}

type Props = { readonly searchParams: Promise<Record<string, string | string[] | undefined>> };

export default async function Page({ searchParams }: Props) {
  const viewer = await requireViewer();
  // The past is asked for by the page itself: it is not what the first paint is for.
  const isNow = (await searchParams)["asOf"] === undefined;
  const [board, groups] = isNow
    ? await Promise.all([getBoard(viewer), listGroups(viewer, new URLSearchParams({ limit: "500" }))])
    : [null, null];
  return (
    <BoardPage
      initial={{ board: board?.ok ? board.value : null, groups: groups?.ok ? groups.value : null }}
      me={{ name: viewer.name, mayManage: mayDo(viewer, "manage-cases") }}
    />
  );
}
