import { setTimeout } from "node:timers/promises";
import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { Suspense } from "react";
import { requireViewer } from "#lib/dal/access";
import { revealsFor } from "#lib/dal/reveals";
import { getTraceHead } from "#lib/dal/trace-head";
import { readWords } from "../../../../components/i18n/server.ts";
import { RevealFrame } from "../../../../components/reveal/reveal-frame.tsx";
import { AskingForTrace } from "../../../../components/traces/asking.tsx";
import { TraceView } from "../../../../components/traces/trace-view.tsx";
import { FailedNotice } from "../../../../components/ui/notices.tsx";

type Props = { readonly params: Promise<{ readonly traceId: string }> };

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  return { title: `${(await readWords()).order.trace} ${(await params).traceId.slice(0, 8)}` };
}

/** Within this an unknown trace is still a 404; beyond it the page is shown and says whom it waits for. */
const SOON_MS = 2_000;

export default async function Page({ params }: Props) {
  const viewer = await requireViewer();
  const asked = getTraceHead(viewer, (await params).traceId);
  const soon = await Promise.race([asked, setTimeout(SOON_MS, null)]);
  // Here, before anything was sent, so that its status is 404.
  if (soon !== null && !soon.ok && (soon.error.kind === "not-found" || soon.error.kind === "bad-request")) notFound();
  const reveals = await revealsFor(viewer, `trace/${(await params).traceId.toLowerCase()}`);
  if (soon !== null) return <Answered asked={asked} reveals={reveals} />;
  return (
    <Suspense fallback={<AskingForTrace />}>
      <Answered asked={asked} reveals={reveals} />
    </Suspense>
  );
}

interface AnsweredProps {
  readonly asked: ReturnType<typeof getTraceHead>;
  readonly reveals: Awaited<ReturnType<typeof revealsFor>>;
}

async function Answered({ asked, reveals }: AnsweredProps) {
  const head = await asked;
  if (head.ok)
    return (
      <RevealFrame subject={`trace/${head.value.traceId}`} initial={reveals}>
        <TraceView head={head.value} />
      </RevealFrame>
    );
  if (head.error.kind === "not-found" || head.error.kind === "bad-request") notFound();
  return <FailedNotice detail={"detail" in head.error ? head.error.detail : head.error.kind} />;
}
