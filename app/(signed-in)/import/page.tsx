import type { Metadata } from "next";
import { requireViewer } from "#lib/dal/access";
import { readWords } from "../../../components/i18n/server.ts";
import { ImportPage } from "../../../components/imports/import-page.tsx";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await readWords()).import.title };
}

export default async function Page() {
  await requireViewer();
  return <ImportPage />;
}
