import type { Group } from "#lib/layout/forest";
import { ALIKE, hasChildren } from "#lib/layout/rows";
import { ERROR, GHOST, SUCCESS, serviceOf, TIMEOUT, WAIT } from "#lib/layout/span-table";
import { fillCut, widthOf } from "./draw-text.ts";
import { indentOf, NAME_WIDE, PAD, ROW } from "./geometry.ts";
import { drawCross, drawHourglass } from "./marks.ts";
import type { Picture } from "./picture.ts";
import type { Table } from "./scene.ts";
import type { WaterfallWords } from "./words.ts";

/** `▾ ▌ mes-api POST /orders/{id}/price            ✕` */
export function drawName(context: CanvasRenderingContext2D, row: number, y: number, names: number, picture: Picture): void {
  const { palette, plan, table, colours } = picture;
  const item = plan.rows.subject[row]!;
  const alike = plan.rows.kind[row] === ALIKE;
  const middle = y + ROW / 2;
  const x = PAD + 6 + indentOf(plan.rows.depth[row]!, names);
  const shape = table.shape[item]!;
  const dim = plan.found !== null && plan.found[item] === 0;
  context.globalAlpha = dim ? 0.5 : 1;
  if (alike || (hasChildren(plan.forest, item) && !picture.plan.filtered))
    drawCaret(context, x - 11, middle, isOpen(row, picture), palette.ink3);
  const service = serviceOf(table, item);
  context.fillStyle = colours[service]!;
  if (shape === GHOST) {
    context.strokeStyle = palette.stuck;
    context.setLineDash([2, 2]);
    context.strokeRect(x + 0.5, y + 5, 2, 14);
    context.setLineDash([]);
  } else {
    context.beginPath();
    context.roundRect(x, y + 4.5, 3, 15, 2);
    context.fill();
  }
  const room = names - x - 9 - (table.status[item] === SUCCESS ? 16 : 26);
  context.font = `400 12px ${palette.font}`;
  context.fillStyle = palette.ink;
  // A narrow page keeps the operation; the colour still says whose it is.
  const used = names < NAME_WIDE / 2 ? -6 : fillCut(context, table.services[service]!, x + 9, middle, room * 0.6);
  context.fillStyle = palette.ink2;
  const label = nameOf(table, item, picture.words, picture.lang) + (alike ? ` ×${plan.forest.alikeCount[item]}` : "");
  fillCut(context, label, x + 9 + used + 6, middle, room - used - 6);
  context.globalAlpha = 1;
  const failed = table.status[item]!;
  if (failed === ERROR) drawCross(context, names - 14, middle, palette.failed);
  else if (failed === TIMEOUT) drawHourglass(context, names - 14, middle, palette.late);
  else if (failed === SUCCESS && shape !== WAIT && !alike && plan.forest.failedBelow[item] === 1 && !isOpen(row, picture)) {
    context.globalAlpha = 0.55;
    drawCross(context, names - 14, middle, palette.failed);
    context.globalAlpha = 1;
  }
}

export function nameOf(table: Table, item: number, words: WaterfallWords, lang: "en" | "ru"): string {
  const operation = table.operations[table.operation[item]!]!;
  if (table.shape[item] === WAIT) return words.waits(operation);
  if (table.shape[item] === GHOST) return table.ghostOf.get(item)?.title[lang] ?? operation;
  return operation;
}

const isOpen = (row: number, picture: Picture): boolean => picture.plan.rows.depth[row + 1]! > picture.plan.rows.depth[row]!;

function drawCaret(context: CanvasRenderingContext2D, x: number, y: number, open: boolean, colour: string): void {
  context.strokeStyle = colour;
  context.lineWidth = 1.4;
  context.beginPath();
  if (open) {
    context.moveTo(x, y - 1.5);
    context.lineTo(x + 3, y + 1.5);
    context.lineTo(x + 6, y - 1.5);
  } else {
    context.moveTo(x + 1.5, y - 3);
    context.lineTo(x + 4.5, y);
    context.lineTo(x + 1.5, y + 3);
  }
  context.stroke();
  context.lineWidth = 1;
}

export interface GroupLabel {
  readonly title: string;
  readonly detail: string;
  readonly state: string | null;
}

export function labelGroup(table: Table, group: Group, grouping: string, words: WaterfallWords, lang: "en" | "ru"): GroupLabel {
  const spans = words.spans(group.size);
  if (grouping === "trace") {
    const trace = table.traces[group.subject]!;
    return { title: `${words.trace} ${shortId(trace.traceId)}`, detail: [spans, ...trace.warnings.slice(0, 2)].join(" · "), state: null };
  }
  if (grouping === "service") return { title: table.services[group.subject]!, detail: spans, state: null };
  if (group.subject < 0) return { title: words.noChain, detail: spans, state: null };
  const chain = table.chains[group.subject]!;
  const traces = [...new Set(group.roots.map((root) => table.trace[root]!))].map((trace) => shortId(table.traces[trace]!.traceId));
  const where = traces.length <= 3 ? `${words.trace} ${traces.join(", ")}` : words.traces(traces.length);
  return {
    title: chain.title[lang] + (chain.attempt > 1 ? ` · ${words.attempt(chain.attempt)}` : ""),
    detail: `${where} · ${spans}`,
    state: chain.state,
  };
}

export const shortId = (id: string): string => `${id.slice(0, 6)}…${id.slice(-4)}`;

const STATE_COLOURS: Readonly<Record<string, "done" | "late" | "slow" | "stuck" | "failed" | "unknown">> = {
  done: "done",
  "done-late": "late",
  slow: "slow",
  late: "late",
  stuck: "stuck",
  failed: "failed",
  "cannot-tell": "unknown",
};

export function drawGroup(context: CanvasRenderingContext2D, row: number, y: number, width: number, picture: Picture): void {
  const { palette, plan, words, lang, table } = picture;
  const group = plan.forest.groups[plan.rows.subject[row]!]!;
  const label = labelGroup(table, group, plan.forest.grouping, words, lang);
  const middle = y + ROW / 2 + 1;
  context.fillStyle = row === picture.activeRow ? palette.accentSoft : row === picture.hoverRow ? palette.sunken : palette.surface;
  context.fillRect(0, y, width, ROW);
  if (row > 0) {
    context.fillStyle = palette.line;
    context.fillRect(0, y, width, 1);
  }
  const next = row + 1;
  const open = next < plan.rows.count && plan.rows.kind[next] !== plan.rows.kind[row];
  drawCaret(context, PAD - 9, middle, open, palette.ink3);
  let x = PAD;
  context.font = `600 11px ${palette.font}`;
  context.fillStyle = palette.ink2;
  x += fillCut(context, label.title, x, middle, width - x - 20) + 8;
  if (label.state !== null && label.state !== "done") {
    const state = words.states[label.state] ?? label.state;
    context.fillStyle = palette[STATE_COLOURS[label.state] ?? "accent"];
    context.fillText(state, x, middle);
    x += widthOf(context, state) + 8;
  }
  context.font = `400 11px ${palette.font}`;
  context.fillStyle = palette.ink3;
  fillCut(context, label.detail, x, middle, width - x - 20);
}
