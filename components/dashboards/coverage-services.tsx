"use client";

import type { ServiceCoverageDto } from "#lib/contract/coverage";
import { useText } from "../i18n/context.tsx";
import { useChainNames } from "../ui/chains.tsx";
import { useFormats } from "./use-formats.ts";
import { dashWords } from "./words.ts";

export function CoverageServices({ services }: { readonly services: readonly ServiceCoverageDto[] }) {
  const words = useText(dashWords).coverage;
  const names = useChainNames();
  const { number, bytes, ms, share } = useFormats();
  const sum = (pick: (one: ServiceCoverageDto) => number) => services.reduce((total, one) => total + pick(one), 0);
  const heads = [
    words.spans,
    words.bytes,
    words.orderId,
    words.userId,
    words.status,
    words.orphans,
    words.context,
    words.clock,
    words.sampling,
    words.silence,
    words.instances,
  ];
  return (
    <section className="card relative overflow-x-auto" aria-label={words.services} data-testid="coverage-services">
      <h2 className="px-3 pt-3 font-semibold text-base">{words.services}</h2>
      <table className="list">
        <thead>
          <tr>
            <th scope="col">{words.service}</th>
            {heads.map((name) => (
              <th key={name} scope="col" className="n">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {services.map((one) => (
            <tr key={one.service}>
              <td className="whitespace-nowrap font-medium">{names.service(one.service)}</td>
              <td className="n">{number(Math.round(one.spansPerDay))}</td>
              <td className="n">{bytes(one.bytesPerDay)}</td>
              <Share value={one.share.orderId} good={0.9} />
              <Share value={one.share.userId} good={0.5} />
              <Share value={one.share.status} good={0.9} />
              <Bad value={one.orphanShare} most={0.02} />
              <Bad value={one.contextLostShare} most={0.01} />
              <td className={`n ${Math.abs(one.clockOffsetMs ?? 0) > 1_000 ? "text-late" : ""}`}>
                {one.clockOffsetMs === null ? "–" : `${one.clockOffsetMs < 0 ? "−" : "+"}${ms(Math.abs(one.clockOffsetMs))}`}
              </td>
              <td className={`n ${one.sampling && one.sampling.keptShare < 1 ? "text-late" : ""}`}>
                {one.sampling ? share(one.sampling.keptShare) : words.all}
              </td>
              <td className="n">{one.silenceNoticedAfterMs === null ? "–" : ms(one.silenceNoticedAfterMs)}</td>
              <td className="n">{number(one.instances)}</td>
            </tr>
          ))}
        </tbody>
        <tfoot>
          <tr className="border-line border-t">
            <td className="font-medium">{words.total}</td>
            <td className="n font-semibold">{number(Math.round(sum((one) => one.spansPerDay)))}</td>
            <td className="n font-semibold">{bytes(sum((one) => one.bytesPerDay))}</td>
            <td colSpan={heads.length - 2} />
          </tr>
        </tfoot>
      </table>
    </section>
  );
}

/** A share that should be high: a small bar under the figure, so that a column is read at a glance. */
function Share({ value, good }: { readonly value: number | null; readonly good: number }) {
  const { share } = useFormats();
  if (value === null) return <td className="n text-ink-3">–</td>;
  const low = value < good;
  return (
    <td className={`n ${low ? "text-late" : ""}`}>
      {share(Math.round(value * 1000) / 1000)}
      <span className="mt-0.5 ml-auto block h-1 w-14 rounded-full bg-sunken" aria-hidden="true">
        <span className={`block h-full rounded-full ${low ? "bg-late" : "bg-done"}`} style={{ width: `${value * 100}%` }} />
      </span>
    </td>
  );
}

function Bad({ value, most }: { readonly value: number | null; readonly most: number }) {
  const { share } = useFormats();
  if (value === null) return <td className="n text-ink-3">–</td>;
  return <td className={`n ${value > most ? "text-late" : ""}`}>{share(Math.round(value * 10_000) / 10_000)}</td>;
}
