import type { Metadata } from "next";
import { cookies } from "next/headers";
import { requireViewer } from "#lib/dal/access";
import { countSources } from "#lib/dal/sources";
import { readWords } from "../../../components/i18n/server.ts";
import { COLUMNS_COOKIE, readColumns } from "../../../components/traces/columns.ts";
import { TraceSearch } from "../../../components/traces/trace-search.tsx";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await readWords()).traces.title };
}

export default async function Page() {
  const viewer = await requireViewer();
  const kept = (await cookies()).get(COLUMNS_COOKIE)?.value;
  return <TraceSearch columns={readColumns(kept, countSources(viewer))} />;
}
