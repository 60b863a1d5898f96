"use client";

import type { EvidenceDto } from "#lib/contract/verdict";
import { useWords } from "../i18n/context.tsx";

/** More would be a grey field. */
const MOST = 288;

/** Only this order, or all of them? A dot for every order that met the step in the same time, as the evidence counted them. */
export function PassedDots({ evidence, open }: { readonly evidence: readonly EvidenceDto[]; readonly open: number | null }) {
  const words = useWords().order;
  const counted = evidence.find((one) => one.kind === "passed-meanwhile");
  if (!counted?.counts) return null;
  const { passed, hanging: hang } = counted.counts;
  const scale = Math.min(1, MOST / Math.max(1, passed + hang));
  const bad = Math.max(hang > 0 ? 1 : 0, Math.round(hang * scale));
  const dots = [...Array<boolean>(Math.round(passed * scale)).fill(false), ...Array<boolean>(bad).fill(true)];
  return (
    <div className={open !== null && evidence[open] === counted ? "-m-1.5 rounded-sm bg-accent-soft p-1.5" : ""}>
      <h2 className="mb-1.5 font-semibold text-ink-2 text-sm">{words.dots}</h2>
      <div aria-hidden="true" className="grid grid-cols-[repeat(36,1fr)] gap-0.5">
        {dots.map((isBad, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: dots are alike
          <i key={index} className={`h-1.5 rounded-[1px] ${isBad ? "bg-stuck" : "bg-done/55"}`} />
        ))}
      </div>
      <p className="mt-1.5 text-ink-3 text-xs">{words.dotsSaid(passed, hang)}</p>
    </div>
  );
}
