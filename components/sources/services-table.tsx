"use client";

import { useState } from "react";
import { useNow, useText } from "../i18n/context.tsx";
import { useChainNames } from "../ui/chains.tsx";
import { StatePill } from "../ui/state-glyph.tsx";
import { Age, Time, useAge } from "../ui/time.tsx";
import { isSilent, keptShare, openGap, rankServices, type Service, worstOffset } from "./health.ts";
import { HourStrip } from "./hour-strip.tsx";
import { Offset } from "./offset.tsx";
import { ServiceDetails } from "./service-details.tsx";
import { SOURCE_WORDS } from "./words.ts";

/** A row a service, those that need a look first; its instances and gaps are a click away. */
export function ServicesTable({ services }: { readonly services: readonly Service[] }) {
  const words = useText(SOURCE_WORDS);
  const now = useNow();
  const [opened, setOpened] = useState<ReadonlySet<string>>(new Set());
  const toggle = (name: string): void => {
    const next = new Set(opened);
    if (!next.delete(name)) next.add(name);
    setOpened(next);
  };
  return (
    <table className="list [&_td]:align-middle!">
      <thead>
        <tr>
          <th>{words.service}</th>
          <th>{words.telemetry}</th>
          <th className="w-[34%]">
            <span className="flex justify-between">
              <span>{words.lastHour}</span>
              <span className="font-normal text-ink-3">
                {words.hourAgo} → {words.nowMark}
              </span>
            </span>
          </th>
          <th className="n">{words.complete}</th>
          <th className="n">{words.instances}</th>
          <th className="n">{words.offset}</th>
        </tr>
      </thead>
      {rankServices(services, now).map((service) => (
        <tbody key={service.service} data-service={service.service}>
          <ServiceRow service={service} isOpen={opened.has(service.service)} onToggle={() => toggle(service.service)} />
          {opened.has(service.service) && (
            <tr className="hover:bg-transparent!">
              <td colSpan={6} className="bg-sunken">
                <ServiceDetails service={service} />
              </td>
            </tr>
          )}
        </tbody>
      ))}
    </table>
  );
}

interface RowProps {
  readonly service: Service;
  readonly isOpen: boolean;
  readonly onToggle: () => void;
}

function ServiceRow({ service, isOpen, onToggle }: RowProps) {
  const words = useText(SOURCE_WORDS);
  const names = useChainNames();
  const title = names.service(service.service);
  const live = service.instances.filter((one) => one.live).length;
  return (
    <tr>
      <td className="min-w-[14ch] max-w-[36ch]">
        <button
          type="button"
          aria-expanded={isOpen}
          aria-label={words.show(service.service)}
          className="group inline-flex items-center gap-2 text-left"
          onClick={onToggle}
        >
          <span
            aria-hidden="true"
            className={`text-ink-3 text-xs transition-transform group-hover:text-accent ${isOpen ? "rotate-90" : ""}`}
          >
            ▶
          </span>
          <b className="wrap-anywhere line-clamp-3 font-medium">{service.service}</b>
          {title !== service.service && <span className="text-ink-3 max-lg:hidden">{title}</span>}
        </button>
      </td>
      <td>
        <Heard service={service} />
      </td>
      <td>
        <HourStrip service={service} />
      </td>
      <td className="n">
        {service.watermark === null ? (
          "—"
        ) : (
          <>
            <Time at={service.watermark} />{" "}
            <span className="ml-1 inline-block min-w-14 text-ink-2">
              <Age at={service.watermark} />
            </span>
          </>
        )}
      </td>
      <td className="n">{live}</td>
      <td className="n">
        <Offset ms={worstOffset(service)} />
      </td>
    </tr>
  );
}

function Heard({ service }: { readonly service: Service }) {
  const words = useText(SOURCE_WORDS);
  const now = useNow();
  const gap = openGap(service);
  if (gap) return <OpenGap from={gap.from} />;
  const silent = service.instances.filter((one) => isSilent(one, now)).length;
  const kept = keptShare(service, now);
  if (silent === 0)
    return (
      <span className="inline-flex flex-wrap gap-1.5">
        <StatePill state="done">{words.heard}</StatePill>
        {kept !== null && kept < 1 && <StatePill state="late">{words.sampledNow(Math.round(kept * 100))}</StatePill>}
      </span>
    );
  const live = service.instances.filter((one) => one.live).length;
  return (
    <StatePill state="cannot-tell">
      {words.silent} {silent < live && `${silent}/${live}`}
    </StatePill>
  );
}

function OpenGap({ from }: { readonly from: string }) {
  return <StatePill state="cannot-tell">{useText(SOURCE_WORDS).gapNow(useAge(from))}</StatePill>;
}
