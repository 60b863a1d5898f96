/**
 * Changes deadlines in a chain file's text and leaves all the rest of it as its author wrote it, comments and line breaks:
 *
 *       role: consume                     role: consume
 *       services: [crm-api]               services: [crm-api]
 *       soft: 2m  # agreed with CRM  →    soft: 3m  # agreed with CRM
 *       match:                            hard: 15m
 *                                         match:
 */
import { isMap, isScalar, isSeq, type Node, type Pair, parseDocument, type YAMLMap } from "yaml";
import { HOUR_MS, MINUTE_MS, type Ms, SECOND_MS } from "#lib/base/time";

export interface DeadlineChange {
  readonly chainId: string;
  readonly stepId: string;
  /** Null: none is promised. */
  readonly softMs: Ms | null;
  readonly hardMs: Ms | null;
}

interface Splice {
  readonly from: number;
  readonly to: number;
  readonly text: string;
}

/** Null where the text has no such chain or step. The text was loaded before: it holds what the schema asks for. */
export function editDeadlines(text: string, changes: readonly DeadlineChange[]): string | null {
  const document = parseDocument(text);
  const splices: Splice[] = [];
  for (const change of changes) {
    const step = findStep(document.contents as Node | null, change);
    if (step === null) return null;
    for (const [key, ms] of [
      ["soft", change.softMs],
      ["hard", change.hardMs],
    ] as const) {
      const splice = spliceOf(text, step, key, ms);
      if (splice) splices.push(splice);
    }
  }
  let edited = text;
  // From the end on, so that places stay where they are; of two at one place the one found later goes in first.
  for (const { from, to, text: put } of splices.reverse().sort((a, b) => b.from - a.from))
    edited = edited.slice(0, from) + put + edited.slice(to);
  return edited;
}

function findStep(root: Node | null, { chainId, stepId }: DeadlineChange): YAMLMap | null {
  const chain = findById(isMap(root) ? root.get("chains", true) : null, chainId);
  return findById(chain?.get("steps", true) ?? null, stepId);
}

function findById(list: unknown, id: string): YAMLMap | null {
  if (!isSeq(list)) return null;
  for (const item of list.items) if (isMap(item) && item.get("id") === id) return item;
  return null;
}

const keyOf = ({ key }: Pair): string | null => (isScalar(key) ? String(key.value) : null);

function spliceOf(text: string, step: YAMLMap, key: "soft" | "hard", ms: Ms | null): Splice | null {
  const pair = step.items.find((one) => keyOf(one) === key);
  if (pair) return ms === null ? cutPair(text, pair, step.flow === true) : replaceValue(pair, ms);
  if (ms === null) return null;
  // After the promise that stands there already, else after who does the step: where people look for it.
  const after = (key === "hard" && step.items.find((one) => keyOf(one) === "soft")) || step.items.find((one) => keyOf(one) === "services");
  if (!after) return null;
  const end = (after.value as Node).range![1];
  if (step.flow) return { from: end, to: end, text: `, ${key}: ${writeLength(ms)}` };
  const line = text.indexOf("\n", end - 1);
  const from = line < 0 ? text.length : line;
  return { from, to: from, text: `\n${" ".repeat(columnOf(text, (after.key as Node).range![0]))}${key}: ${writeLength(ms)}` };
}

function replaceValue(pair: Pair, ms: Ms): Splice {
  const [from, to] = (pair.value as Node).range!;
  return { from, to, text: writeLength(ms) };
}

function cutPair(text: string, pair: Pair, flow: boolean): Splice {
  const start = (pair.key as Node).range![0];
  const end = (pair.value as Node).range![1];
  if (flow) {
    const before = /,\s*$/.exec(text.slice(0, start));
    const after = /^\s*,\s*/.exec(text.slice(end));
    if (before) return { from: start - before[0].length, to: end, text: "" };
    return { from: start, to: end + (after?.[0].length ?? 0), text: "" };
  }
  const line = text.indexOf("\n", end - 1);
  return { from: text.lastIndexOf("\n", start - 1) + 1, to: line < 0 ? text.length : line + 1, text: "" };
}

const columnOf = (text: string, at: number): number => at - (text.lastIndexOf("\n", at - 1) + 1);

const UNITS: readonly (readonly [Ms, string])[] = [
  [24 * HOUR_MS, "d"],
  [HOUR_MS, "h"],
  [MINUTE_MS, "m"],
  [SECOND_MS, "s"],
];

/** In the largest unit that needs no fraction: 90 s is `90s`, 120 s is `2m`. */
export function writeLength(ms: Ms): string {
  const unit = UNITS.find(([size]) => ms % size === 0);
  return unit ? `${ms / unit[0]}${unit[1]}` : `${ms}ms`;
}
