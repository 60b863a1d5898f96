import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { requireViewer } from "#lib/dal/access";
import { getTraceHead } from "#lib/dal/trace-head";
import { readWords } from "../../../../components/i18n/server.ts";
import { TraceView } from "../../../../components/traces/trace-view.tsx";
import { FailedNotice } from "../../../../components/ui/notices.tsx";

type Props = { readonly params: Promise<{ readonly traceId: string }> };

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  return { title: `${(await readWords()).order.trace} ${(await params).traceId.slice(0, 8)}` };
}

export default async function Page({ params }: Props) {
  const viewer = await requireViewer();
  const head = await getTraceHead(viewer, (await params).traceId);
  if (head.ok) return <TraceView head={head.value} />;
  if (head.error.kind === "not-found" || head.error.kind === "bad-request") notFound();
  return <FailedNotice detail={"detail" in head.error ? head.error.detail : head.error.kind} />;
}
