"use client";

import type { VerdictDto } from "#lib/contract/verdict";
import { useWords } from "../i18n/context.tsx";
import { useChainNames } from "../ui/chains.tsx";
import { useSources } from "../ui/freshness.tsx";
import { Time, useAge } from "../ui/time.tsx";

/**
 * Is it the order that hangs, or only the telemetry? Up to when the service that should have gone on is heard: as of now where its
 * instances are known, else as of the verdict, with its age. A gap, or a service that is down, the sentence tells itself.
 */
export function GapLine({ verdict }: { readonly verdict: VerdictDto }) {
  const { data } = useSources();
  const proof = verdict.evidence.find((one) => one.kind === "watermark");
  if (!proof?.at || !proof.service || verdict.evidence.some((one) => one.kind === "refused-calls")) return null;
  const marks = data?.services
    .find((one) => one.service === proof.service)
    ?.instances.flatMap((one) => (one.live ? (one.watermark ?? []) : []));
  const upTo = [...(marks ?? [])].sort()[0];
  return <Heard service={proof.service} at={upTo !== undefined && upTo > proof.at ? upTo : proof.at} />;
}

function Heard({ service, at }: { readonly service: string; readonly at: string }) {
  const words = useWords();
  const names = useChainNames();
  const age = useAge(at);
  return (
    <>
      {words.order.notGap(names.service(service))} <Time at={at} /> ({words.fresh.ago(age)}), {words.order.notGapEnd}{" "}
    </>
  );
}
