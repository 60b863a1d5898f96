"use client";

import { useText } from "../i18n/context.tsx";
import { useRight } from "../ui/rights.tsx";
import { useMenu } from "../ui/use-menu.ts";
import type { ChartTable } from "./chart-table.ts";
import { type Drawing, type FileKind, saveChart } from "./save-chart.ts";
import { chartWords } from "./words.ts";

interface Props {
  readonly title: string;
  readonly readTable: () => ChartTable;
  readonly findDrawing: () => Drawing | null;
  readonly pictures: boolean;
}

export function SaveMenu({ title, readTable, findDrawing, pictures }: Props) {
  const words = useText(chartWords);
  const { props: menu, close } = useMenu();
  // Numbers leave with the right to export; what stands on the screen is a picture of it, and everybody's.
  const tables: readonly FileKind[] = useRight("export") ? ["csv", "json"] : [];
  const kinds = [...tables, ...(pictures ? (["png", "svg"] as const) : [])];
  if (kinds.length === 0) return null;
  return (
    <details {...menu} className="relative">
      <summary className="cursor-pointer list-none rounded-sm px-1.5 text-ink-3 hover:bg-sunken hover:text-ink">{words.save}</summary>
      <div className="card absolute right-0 z-20 mt-1 flex flex-col p-1">
        {kinds.map((kind) => (
          <button
            key={kind}
            type="button"
            aria-label={words.saveAs(title, kind.toUpperCase())}
            className="rounded-sm px-3 py-1 text-left text-ink-2 uppercase hover:bg-sunken hover:text-ink"
            onClick={() => {
              close();
              void saveChart(kind, title, readTable(), findDrawing());
            }}
          >
            {kind}
          </button>
        ))}
      </div>
    </details>
  );
}
