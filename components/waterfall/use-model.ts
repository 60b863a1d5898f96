"use client";

import { useEffect, useMemo, useState } from "react";
import type { Waterfall } from "#lib/contract/waterfall";
import type { FoldAxis } from "#lib/layout/fold-axis";
import type { View } from "#lib/layout/view-state";
import { axisOf, findItems, forestOf, growTo, openTable, type Plan, rowsFound, rowsOf, type Table } from "./scene.ts";

export interface Model {
  readonly table: Table;
  readonly plan: Plan;
  readonly axis: FoldAxis;
  readonly nowNs: number | null;
}

/** From data and view to what is drawn; each part is made anew only when what it depends on changes. */
export function useModel(data: Waterfall, view: View): Model {
  const table = useMemo(() => openTable(data), [data]);
  const nowNs = useNowNs(data, table.openItems.length > 0);
  // Where nothing is known of chains, one group "outside of any chain" would say nothing.
  const group = view.group === "chain" && data.chains.length === 0 ? "trace" : view.group;
  const forest = useMemo(() => forestOf(table, { group, middleware: view.middleware }), [table, group, view.middleware]);
  const found = useMemo(() => findItems(table, view.find), [table, view.find]);
  const { onlyFound, shut, toggled, openAlike, closedGroups } = view;
  const keep = onlyFound ? found : null;
  const rows = useMemo(
    () => rowsOf(table, forest, { shut, toggled, openAlike, closedGroups }, keep),
    [table, forest, shut, toggled, openAlike, closedGroups, keep],
  );
  const plan = useMemo(
    (): Plan => ({ forest, rows, found, filtered: keep !== null, foundRows: rowsFound(found, rows.rowOfItem, rows.count) }),
    [forest, rows, found, keep],
  );
  const axis = useMemo(() => {
    if (nowNs !== null) growTo(table, nowNs);
    return axisOf(table, nowNs, view.trueScale);
  }, [table, nowNs, view.trueScale]);
  return { table, plan, axis, nowNs };
}

/** Once a second where something waits; the answer's own moment else. */
function useNowNs(data: Waterfall, ticking: boolean): number | null {
  const [now, setNow] = useState<{ readonly data: Waterfall; readonly ns: number } | null>(null);
  useEffect(() => {
    const { nowNs } = data;
    if (!ticking || nowNs === null) return;
    const began = performance.now();
    const timer = setInterval(() => setNow({ data, ns: nowNs + Math.round((performance.now() - began) / 1000) * 1e9 }), 1000);
    return () => clearInterval(timer);
  }, [data, ticking]);
  return now?.data === data ? now.ns : data.nowNs;
}
