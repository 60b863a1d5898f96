"use client";

import type { VerdictDto } from "#lib/contract/verdict";
import { useLang, useWords } from "../i18n/context.tsx";
import { Time } from "../ui/time.tsx";
import { Sentence } from "./sentence.tsx";

/** Is it the order that hangs, or only the telemetry? Said every time, with up to when the awaited service was heard. */
export function GapLine({ verdict, service }: { readonly verdict: VerdictDto; readonly service: string }) {
  const words = useWords().order;
  const lang = useLang();
  const heard = verdict.evidence.find((one) => one.kind === "watermark");
  const gap = verdict.evidence.find((one) => one.kind === "gap");
  const end = verdict.evidence.find((one) => one.kind === "gap-end");
  const others = verdict.evidence.filter((one) => OTHERS.has(one.kind));
  return (
    <>
      {gap?.at && (
        <>
          {words.isGap(service)} <Time at={gap.at} /> – {end?.at ? <Time at={end.at} /> : "…"}.{" "}
        </>
      )}
      {!gap && heard?.at && (
        <>
          {words.notGap(service)} <Time at={heard.at} />, {words.notGapEnd}{" "}
        </>
      )}
      {others.map((one) => (
        <span key={one.kind}>
          <Sentence text={one.note[lang]} near={one.at ?? verdict.since} />.{" "}
        </span>
      ))}
    </>
  );
}

const OTHERS: ReadonlySet<string> = new Set(["served-calls", "refused-calls", "sampling"]);
