import type { Metadata } from "next";
import { requireViewer } from "#lib/dal/access";
import { readWords } from "../../../components/i18n/server.ts";
import { SourcesView } from "../../../components/sources/sources-view.tsx";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await readWords()).sources.title };
}

export default async function Page() {
  await requireViewer();
  return <SourcesView />;
}
