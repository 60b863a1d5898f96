import type { Metadata } from "next";
import { requireViewer } from "#lib/dal/access";
import { readWords } from "../../../components/i18n/server.ts";
import { TraceSearch } from "../../../components/traces/trace-search.tsx";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await readWords()).traces.title };
}

export default async function Page() {
  await requireViewer();
  return <TraceSearch />;
}
