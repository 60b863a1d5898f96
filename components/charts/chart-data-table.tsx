"use client";

import { useLang, useText, useZone } from "../i18n/context.tsx";
import { formatMinute } from "../i18n/minute.ts";
import { useRight } from "../ui/rights.tsx";
import type { ChartTable } from "./chart-table.ts";
import { chartWords } from "./words.ts";

/** More rows than a person reads are what the CSV is for. */
const SHOWN = 400;
const INSTANT = /^\d{4}-\d\d-\d\dT.*Z$/;

export function ChartDataTable({ title, table }: { readonly title: string; readonly table: ChartTable }) {
  const words = useText(chartWords);
  const mayExport = useRight("export");
  const lang = useLang();
  const zone = useZone();
  const left = table.rows.length - SHOWN;
  const show = (value: string | number | null, format?: (value: number) => string): string => {
    if (value === null) return "–";
    if (typeof value === "string") return INSTANT.test(value) ? formatMinute(Date.parse(value), lang, zone) : value;
    return format ? format(value) : new Intl.NumberFormat(lang).format(value);
  };
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keys
    <div className="relative max-h-80 overflow-auto" tabIndex={0}>
      <table className="list" aria-label={title}>
        <thead>
          <tr>
            {table.columns.map(({ key, name, format }) => (
              <th key={key} scope="col" className={format ? "n" : ""}>
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {table.rows.slice(0, SHOWN).map((row, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: rows are what the data are, in their order
            <tr key={index}>
              {table.columns.map(({ key, format }, column) => (
                <td key={key} className={typeof row[column] === "number" || format ? "n" : ""}>
                  {show(row[column] ?? null, format)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      {left > 0 && <p className="p-3 text-ink-2 text-sm">{(mayExport ? words.rows : words.rowsLeft)(left)}</p>}
    </div>
  );
}
