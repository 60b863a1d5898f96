import type { Metadata } from "next";
import { mayDo } from "#lib/auth/roles";
import { requireViewer } from "#lib/dal/access";
import { BoardPage } from "../../../components/board/board-page.tsx";
import { words } from "../../../components/board/words.ts";
import { readPreferences } from "../../../components/i18n/server.ts";

export async function generateMetadata(): Promise<Metadata> {
  return { title: words[(await readPreferences()).lang].title };
}

export default async function Page() {
  const viewer = await requireViewer();
  return <BoardPage initial={{ board: null, groups: null }} me={{ name: viewer.name, mayManage: mayDo(viewer.role, "manage-cases") }} />;
}
