"use client";

import { useNow, useText } from "../i18n/context.tsx";
import { useDuration } from "../i18n/use-duration.ts";
import { StatePill } from "../ui/state-glyph.tsx";
import { Age, Time } from "../ui/time.tsx";
import { type Instance, isSilent, type Service } from "./health.ts";
import { Offset } from "./offset.tsx";
import { SOURCE_WORDS } from "./words.ts";

const GAPS_SHOWN = 12;

/** Whose silence holds the service's completeness back, and when it was not heard. */
export function ServiceDetails({ service }: { readonly service: Service }) {
  const words = useText(SOURCE_WORDS);
  const duration = useDuration();
  const now = useNow();
  const gaps = service.gaps.slice(-GAPS_SHOWN).reverse();
  return (
    <div className="flex flex-wrap gap-x-12 gap-y-3 pl-4">
      <ul className="flex flex-col gap-1" aria-label={words.instances}>
        {service.instances.map((instance) => (
          <li key={instance.id} className={`flex items-center gap-3 ${instance.live ? "" : "text-ink-3"}`}>
            <span className="min-w-28">{instance.id === "" ? words.noInstance : <bdi className="num">{instance.id}</bdi>}</span>
            <Heard instance={instance} />
            {instance.watermark !== null && (
              <span className="num text-sm">
                <Time at={instance.watermark} /> · <Age at={instance.watermark} />
              </span>
            )}
            <span className="num text-sm">
              <Offset ms={instance.offsetMs} />
            </span>
          </li>
        ))}
      </ul>
      <div>
        <h3 className="mb-1 text-ink-2 text-sm">{words.earlier}</h3>
        {gaps.length === 0 && <span className="text-ink-3 text-sm">{words.noGaps}</span>}
        <ul className="num text-sm">
          {gaps.map((gap) => (
            <li key={`${gap.from} ${gap.instance}`}>
              <Time at={gap.from} /> – {gap.to === null ? "…" : <Time at={gap.to} />}{" "}
              <span className="text-ink-3">
                {gap.instance !== null && `${gap.instance} · `}
                {duration((gap.to === null ? now : Date.parse(gap.to)) - Date.parse(gap.from))}
              </span>
            </li>
          ))}
        </ul>
      </div>
    </div>
  );
}

function Heard({ instance }: { readonly instance: Instance }) {
  const words = useText(SOURCE_WORDS);
  const now = useNow();
  if (!instance.live) return <span className="text-sm">{words.gone}</span>;
  const silent = isSilent(instance, now);
  return <StatePill state={silent ? "cannot-tell" : "done"}>{silent ? words.silent : words.heard}</StatePill>;
}
