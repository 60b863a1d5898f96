"use client";

import type { SourcesDto } from "#lib/contract/sources";
import { useNow, useWords } from "../i18n/context.tsx";
import { useDuration } from "../i18n/use-duration.ts";
import { StatePill } from "../ui/state-glyph.tsx";
import { Age, Time, useAge } from "../ui/time.tsx";

type Service = SourcesDto["services"][number];
type Instance = Service["instances"][number];

/** Lateness that is allowed, and the arrival's own: whoever is heard of no more than this behind is heard. */
const SILENT_AFTER_MS = 140_000;
/** Verdicts reckon with an offset; a person should know of one like this. */
const WORTH_A_LOOK_MS = 1_000;
const GAPS_SHOWN = 6;

/** One row an instance: whose silence holds a service's completeness back is seen at a glance. */
export function ServicesTable({ services }: { readonly services: SourcesDto["services"] }) {
  const words = useWords().sources;
  return (
    <table className="list">
      <thead>
        <tr>
          <th>{words.service}</th>
          <th>{words.gaps}</th>
          <th>{words.instance}</th>
          <th className="n">{words.watermark}</th>
          <th>{words.heard}</th>
          <th className="n">{words.offset}</th>
        </tr>
      </thead>
      {services.map((service) => (
        <tbody
          key={service.service}
          data-service={service.service}
          className="border-line border-b last:border-b-0 [&_td]:border-b-0 [&_td]:py-[3px] [&>tr:first-child>td]:pt-2.5 [&>tr:last-child>td]:pb-2.5"
        >
          {service.instances.map((instance, index) => (
            <tr key={instance.id}>
              {index === 0 && (
                <>
                  <td className="whitespace-nowrap font-medium" rowSpan={service.instances.length}>
                    {service.service}
                  </td>
                  <td rowSpan={service.instances.length}>
                    <Gaps gaps={service.gaps} />
                  </td>
                </>
              )}
              <InstanceCells instance={instance} />
            </tr>
          ))}
        </tbody>
      ))}
    </table>
  );
}

function Gaps({ gaps }: { readonly gaps: Service["gaps"] }) {
  const words = useWords().sources;
  if (gaps.length === 0) return <span className="text-ink-3">{words.noGaps}</span>;
  const open = gaps.filter((gap) => gap.to === null);
  const over = gaps.filter((gap) => gap.to !== null).slice(-GAPS_SHOWN);
  return (
    <>
      {over.map((gap) => (
        <span key={gap.from} className="block whitespace-nowrap">
          <Time at={gap.from} /> – <Time at={gap.to ?? gap.from} />
        </span>
      ))}
      {open.map((gap) => (
        <span key={gap.from} className="block whitespace-nowrap">
          <OpenGap from={gap.from} />
        </span>
      ))}
    </>
  );
}

function OpenGap({ from }: { readonly from: string }) {
  const words = useWords().sources;
  const age = useAge(from);
  return (
    <StatePill state="cannot-tell">
      <span>
        {words.since} <Time at={from} />, {words.open} {age}
      </span>
    </StatePill>
  );
}

function InstanceCells({ instance }: { readonly instance: Instance }) {
  const words = useWords().sources;
  const { id, live, watermark } = instance;
  return (
    <>
      <td className={`whitespace-nowrap ${live ? "" : "text-ink-3"}`}>
        {id === "" ? <span className="text-ink-3">{words.noInstance}</span> : <bdi className="num">{id}</bdi>}
      </td>
      <td className="n">
        {watermark === null ? (
          "—"
        ) : (
          <>
            <Time at={watermark} />{" "}
            <span className="ml-1 inline-block min-w-14 text-ink-2">
              <Age at={watermark} />
            </span>
          </>
        )}
      </td>
      <td className="whitespace-nowrap">
        <Heard instance={instance} />
      </td>
      <td className="n">
        <Offset ms={instance.offsetMs} />
      </td>
    </>
  );
}

/** Live and heard; live by its share but silent; or its share has moved to the others. */
function Heard({ instance: { live, watermark } }: { readonly instance: Instance }) {
  const words = useWords().sources;
  const now = useNow();
  if (!live) return <span className="text-ink-3 text-sm">{words.gone}</span>;
  const silent = watermark === null || now - Date.parse(watermark) > SILENT_AFTER_MS;
  return <StatePill state={silent ? "cannot-tell" : "done"}>{silent ? words.silent : words.live}</StatePill>;
}

function Offset({ ms }: { readonly ms: number | null }) {
  const duration = useDuration();
  if (ms === null) return "—";
  const size = Math.abs(ms);
  const text = size < 1 ? duration(0) : `${ms > 0 ? "+" : "−"}${duration(size)}`;
  return size < WORTH_A_LOOK_MS ? text : <StatePill state="late">{text}</StatePill>;
}
