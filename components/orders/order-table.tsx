"use client";

import Link from "next/link";
import type { OrderRowDto } from "#lib/contract/order";
import { useLang, useWords } from "../i18n/context.tsx";
import { useChainNames } from "../ui/chains.tsx";
import { pathOfOrder } from "../ui/paths.ts";
import { useRowKeys } from "../ui/row-keys.ts";
import { StatePill } from "../ui/state-glyph.tsx";
import { Age, Time } from "../ui/time.tsx";
import { onlyPredicate, Sentence } from "./sentence.tsx";

/** `j` and `k` move, Enter opens; each row is a link as well, so that everything a link can do works. */
export function OrderTable({ rows }: { readonly rows: readonly OrderRowDto[] }) {
  const words = useWords();
  const { body, picked, pick } = useRowKeys(rows.map((row) => pathOfOrder(row.orderId)));
  return (
    <div className="overflow-x-auto">
      <table className="list">
        <thead>
          <tr>
            <th>{words.orders.state}</th>
            <th>{words.orders.order}</th>
            <th>{words.orders.where}</th>
            <th className="n">{words.orders.traces}</th>
            <th className="n">
              {words.orders.activity}
              <span className="ml-3 hidden text-ink-3 lg:inline">
                <kbd>j</kbd> <kbd>k</kbd> {words.orders.keys.pick} <kbd>Enter</kbd> {words.orders.keys.open}
              </span>
            </th>
          </tr>
        </thead>
        <tbody ref={body}>
          {rows.map((row) => (
            <Row key={row.orderId} row={row} picked={pathOfOrder(row.orderId) === picked} onPick={() => pick(pathOfOrder(row.orderId))} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Row({ row, picked, onPick }: { readonly row: OrderRowDto; readonly picked: boolean; readonly onPick: () => void }) {
  const words = useWords();
  return (
    <tr aria-selected={picked} onMouseDown={onPick} data-order={row.orderId}>
      <td className="w-[150px]">
        <StatePill state={row.state}>{row.state ? words.states[row.state] : "—"}</StatePill>
      </td>
      <td className="max-w-60">
        <Link
          href={pathOfOrder(row.orderId)}
          prefetch={false}
          className="num block truncate font-medium hover:text-accent hover:underline max-md:py-1"
        >
          <bdi>{row.orderId}</bdi>
        </Link>
      </td>
      <td>
        <Where row={row} />
      </td>
      <td className="n">{row.traceCount}</td>
      <td className="n">
        <Time at={row.lastActivityAt} />{" "}
        <span className="ml-2 inline-block min-w-16 text-ink-2">
          <Age at={row.lastActivityAt} />
        </span>
      </td>
    </tr>
  );
}

/** Chain → step: what is wrong there, in the verdict's own words below. */
function Where({ row }: { readonly row: OrderRowDto }) {
  const words = useWords();
  const lang = useLang();
  const names = useChainNames();
  const { verdict } = row;
  if (!verdict) return <span className="text-ink-3">{words.orders.noVerdict}</span>;
  return (
    <>
      <span className="text-ink-2">
        {names.chain(verdict.chainId)}
        {verdict.stepId && <> → {names.step(verdict.chainId, verdict.stepId)}</>}
      </span>
      {verdict.cause && <b className="font-semibold">: {words.causes[verdict.cause]}</b>}
      <span className="line-clamp-1 text-ink-2 text-sm" title={verdict.text[lang]}>
        <Sentence text={onlyPredicate(verdict.parts[lang])} near={verdict.since} />
      </span>
    </>
  );
}
