import type { Metadata } from "next";
import { mayDo } from "#lib/auth/roles";
import { requireViewer } from "#lib/dal/access";
import { listSessions, listTokens } from "#lib/dal/sessions";
import { readPreferences } from "../../../components/i18n/server.ts";
import { SessionsPage } from "../../../components/sessions/sessions-page.tsx";
import { sessionWords } from "../../../components/sessions/words.ts";

interface Props {
  readonly searchParams: Promise<Record<string, string | string[] | undefined>>;
}

export async function generateMetadata(): Promise<Metadata> {
  return { title: sessionWords[(await readPreferences()).lang].title };
}

export default async function Page({ searchParams }: Props) {
  const viewer = await requireViewer();
  const given = await searchParams;
  const isAdmin = mayDo(viewer, "sessions");
  const all = isAdmin && given["all"] === "1";
  const view = { all, name: all && typeof given["name"] === "string" ? given["name"].trim().slice(0, 200) : "" };
  const params = new URLSearchParams({ all: all ? "1" : "", name: view.name });
  const [sessions, tokens] = await Promise.all([listSessions(viewer, params), listTokens(viewer, params)]);
  return (
    <SessionsPage view={view} isAdmin={isAdmin} sessions={sessions.ok ? sessions.value : null} tokens={tokens.ok ? tokens.value : null} />
  );
}
