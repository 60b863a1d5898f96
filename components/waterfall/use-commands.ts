"use client";

import { type KeyboardEvent, type RefObject, useEffect, useRef, useState } from "react";
import { nextFound } from "#lib/layout/find";
import { axisLength, toUnits } from "#lib/layout/fold-axis";
import type { Lang, Moment } from "#lib/layout/format";
import { ALIKE, GROUP } from "#lib/layout/rows";
import { rowsAsText } from "#lib/layout/text";
import type { View } from "#lib/layout/view-state";
import { clampRange, panRange, type Range, wholeRange, zoomRange } from "#lib/layout/viewport";
import { useKeys } from "../ui/keys.tsx";
import { closeAll, failedRows, goToItem, isRowOpen, openAll, selectItem, toggleRow } from "./commands.ts";
import { labelGroup } from "./draw-names.ts";
import { indentOf, PAD, ROW } from "./geometry.ts";
import { itemOf } from "./scene.ts";
import type { Model } from "./use-model.ts";
import type { WaterfallWords } from "./words.ts";

interface Input {
  readonly model: Model;
  readonly view: View;
  readonly words: WaterfallWords;
  readonly lang: Lang;
  readonly moment: Moment;
  readonly scroller: RefObject<HTMLDivElement | null>;
  readonly findBox: RefObject<HTMLInputElement | null>;
  readonly live: RefObject<{ range: Range }>;
  readonly setRange: (range: Range) => void;
  readonly change: (view: View) => void;
  readonly redraw: () => void;
}

export type Commands = ReturnType<typeof useCommands>;

export function useCommands({ model, view, words, lang, moment, scroller, findBox, live, setRange, change }: Input) {
  const { table, plan, axis } = model;
  const { rows } = plan;
  /** A group's header can be walked over but has no key to select. */
  const [group, setGroup] = useState<number | null>(null);
  const selectedItem = view.selected === null ? -1 : itemOf(table, view.selected);
  const groupRow = group === null ? -1 : rows.kind.indexOf(GROUP) < 0 ? -1 : findGroupRow(model, group);
  const activeRow = groupRow >= 0 ? groupRow : selectedItem < 0 ? -1 : rows.rowOfItem[selectedItem]!;
  const matchAt = plan.foundRows.indexOf(activeRow);

  const reveal = (row: number): void => {
    const box = scroller.current;
    if (!box || row < 0) return;
    const top = row * ROW;
    if (top < box.scrollTop + ROW / 2) box.scrollTop = top - (top < box.scrollTop - box.clientHeight ? box.clientHeight / 2 : 0);
    else if (top + ROW > box.scrollTop + box.clientHeight)
      box.scrollTop = top + ROW - box.clientHeight + (top > box.scrollTop + 2 * box.clientHeight ? box.clientHeight / 2 : 0);
  };
  const revealTime = (item: number): void => {
    const range = live.current.range;
    const from = toUnits(axis, table.start[item]!);
    const to = toUnits(axis, table.start[item]! + table.duration[item]!);
    if (to >= range.from && from <= range.to) return;
    const half = (range.to - range.from) / 2;
    setRange(clampRange({ from: from - half, to: from + half }, axisLength(axis)));
  };
  const activate = (row: number): void => {
    if (row < 0 || row >= rows.count) return;
    reveal(row);
    if (rows.kind[row] === GROUP) {
      setGroup(rows.subject[row]!);
      return;
    }
    setGroup(null);
    const item = rows.subject[row]!;
    revealTime(item);
    change(selectItem(model, view, item));
  };
  // A choice from outside (the verdict's evidence, a copied link) is brought into sight as well.
  const shown = useRef<string | null>(null);
  useEffect(() => {
    if (view.selected === shown.current) return;
    shown.current = view.selected;
    if (selectedItem >= 0) reveal(activeRow);
  });
  const jump = (among: Int32Array, step: 1 | -1): void => {
    const next = nextFound(among, Math.max(0, activeRow), step);
    if (next >= 0) activate(activeRow < 0 && step === 1 ? among[0]! : among[next]!);
  };
  const jumpMatch = (step: 1 | -1): void => jump(plan.foundRows, step);
  const zoom = (factor: number): void => setRange(zoomRange(live.current.range, 0.5, factor, axisLength(axis)));
  const pan = (by: number): void => setRange(panRange(live.current.range, by, axisLength(axis)));
  const showAll = (): void => setRange(wholeRange(axisLength(axis)));

  const left = (): void => {
    if (activeRow < 0) return;
    if (isRowOpen(model, activeRow) === true && !plan.filtered) change(toggleRow(model, view, activeRow, false));
    else {
      let above = activeRow - 1;
      while (above > 0 && rows.kind[above] !== GROUP && rows.depth[above]! >= rows.depth[activeRow]!) above--;
      activate(Math.max(0, above));
    }
  };
  const right = (): void => {
    if (activeRow < 0) activate(0);
    else if (isRowOpen(model, activeRow) === false) change(toggleRow(model, view, activeRow, true));
    else activate(activeRow + 1);
  };
  const page = Math.max(1, Math.floor((scroller.current?.clientHeight ?? 400) / ROW) - 1);
  const onTreeKey = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const moves = new Map<string, () => void>([
      ["ArrowDown", () => activate(activeRow + 1)],
      ["ArrowUp", () => activate(Math.max(0, activeRow - 1))],
      ["ArrowLeft", left],
      ["ArrowRight", right],
      ["Home", () => activate(0)],
      ["End", () => activate(rows.count - 1)],
      ["PageDown", () => activate(Math.min(rows.count - 1, activeRow + page))],
      ["PageUp", () => activate(Math.max(0, activeRow - page))],
      ["Enter", () => (view.find === "" ? toggleActive() : jumpMatch(event.shiftKey ? -1 : 1))],
      [" ", () => toggleActive()],
      ["Escape", () => clearSelection()],
    ]);
    const move = moves.get(event.key);
    if (!move) return;
    event.preventDefault();
    move();
  };
  const toggleActive = (): void => {
    if (activeRow >= 0) change(toggleRow(model, view, activeRow));
  };
  const clearSelection = (): void => {
    setGroup(null);
    change({ ...view, selected: null });
  };
  useKeys({
    f: () => findBox.current?.focus(),
    n: (event) => jumpMatch(event.shiftKey ? -1 : 1),
    c: () => change({ ...view, critical: !view.critical }),
    e: (event) => jump(failedRows(model), event.shiftKey ? -1 : 1),
    t: () => change({ ...view, trueScale: !view.trueScale, zoom: null }),
    "[": () => change(closeAll(view)),
    "]": () => change(openAll(view)),
    "+": () => zoom(0.6),
    "=": () => zoom(0.6),
    w: () => zoom(0.6),
    "-": () => zoom(1 / 0.6),
    s: () => zoom(1 / 0.6),
    "0": showAll,
    a: () => pan(-0.2),
    d: () => pan(0.2),
  });

  const clickRow = (row: number, x: number, names: number): void => {
    const caretEnd = PAD + 6 + indentOf(rows.depth[row]!, names);
    const onCaret = rows.kind[row] === GROUP || (x < caretEnd + 2 && x > caretEnd - 18);
    if (onCaret && isRowOpen(model, row) !== null && !plan.filtered) change(toggleRow(model, view, row));
    else if (rows.kind[row] === ALIKE && activeRow === row) change(toggleRow(model, view, row));
    else activate(row);
  };
  const goTo = (item: number): void => {
    setGroup(null);
    revealTime(item);
    change(goToItem(model, view, item));
  };
  const asText = (): string =>
    rowsAsText(table, plan.forest, rows, moment, lang, {
      waits: words.waitWord,
      missing: words.missingWord,
      error: words.error,
      timeout: words.timeout,
      more: words.rowsLeft,
      group: (position) => {
        const label = labelGroup(table, plan.forest.groups[position]!, plan.forest.grouping, words, lang);
        return [label.title, label.state === null ? null : (words.states[label.state] ?? label.state), label.detail]
          .filter(Boolean)
          .join(" · ");
      },
    });

  return {
    activeRow,
    selectedItem,
    matchAt,
    hasMiddleware: table.middleware.includes(1),
    jumpMatch,
    showAll,
    onTreeKey,
    clickRow,
    goTo,
    toggleActive,
    clearSelection,
    asText,
    openAll: () => change(openAll(view)),
    closeAll: () => change(closeAll(view)),
  };
}

function findGroupRow({ plan: { rows } }: Model, position: number): number {
  for (let row = 0; row < rows.count; row++) if (rows.kind[row] === GROUP && rows.subject[row] === position) return row;
  return -1;
}
