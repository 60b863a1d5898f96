"use client";

import Link from "next/link";
import type { IncidentsDto } from "#lib/contract/dashboards";
import { useText, useWords } from "../i18n/context.tsx";
import { useChainNames } from "../ui/chains.tsx";
import { useFormats } from "./use-formats.ts";
import { dashWords } from "./words.ts";

export function LongestIncidents({ longest, zone }: { readonly longest: IncidentsDto["longest"]; readonly zone: string }) {
  const words = useText(dashWords).incident;
  const { causes } = useWords();
  const names = useChainNames();
  const { ms, moment } = useFormats();
  if (longest.length === 0) return null;
  return (
    <section className="card relative overflow-x-auto" aria-label={words.longest} data-testid="longest">
      <h2 className="px-3 pt-3 font-semibold text-base">{words.longest}</h2>
      <table className="list">
        <thead>
          <tr>
            <th scope="col">{words.order}</th>
            <th scope="col">{words.where}</th>
            <th scope="col">{words.why}</th>
            <th scope="col" className="n">
              {words.opened}
            </th>
            <th scope="col" className="n">
              {words.ack}
            </th>
            <th scope="col" className="n">
              {words.lasted}
            </th>
          </tr>
        </thead>
        <tbody>
          {longest.map((one) => (
            <tr key={one.caseId}>
              <td>
                <Link href={`/cases/${encodeURIComponent(one.caseId)}`} className="num font-medium hover:underline">
                  {one.orderId ?? one.caseId}
                </Link>
              </td>
              <td>
                {names.chain(one.chainId)}
                {one.stepId && <span className="text-ink-2"> → {names.step(one.chainId, one.stepId)}</span>}
              </td>
              <td>{one.cause ? causes[one.cause] : words.noCause}</td>
              <td className="n">{moment(one.openedAt, zone)}</td>
              <td className="n">{one.acknowledgedAt ? ms(Date.parse(one.acknowledgedAt) - Date.parse(one.openedAt)) : "–"}</td>
              <td className="n font-semibold">
                {ms(one.lastedMs)}
                {one.resolvedAt === null && <span className="block font-normal text-stuck text-xs">{words.still}</span>}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
