// From items to what hangs under what on the page. Three things stand between the wire's tree and the rows:
//
//   items (parent)                 grouping "by service", middleware folded
//   0 POST /price    mes-api -1    mes-api
//   1   middleware   mes-api  0      0 POST /price
//   2     GET model  mes-api  1        2 GET model          1 is left out, its child moves up to 0
//   3       GET /m   storage  2    storage
//   4 SELECT ×24     mes-api  0      3 GET /m               its parent is in another group: a root of its own
//
//   host      nearest shown item: itself, or what stands above a folded middleware
//   parent    the host of the parent, −1 for a root of a group
//   children  in `childList` from `childStart[i]` to `childStart[i + 1]`, by start
//   alike     ≥ 5 leaves under one parent that do the same: shown as one row of the first of them (`alikeHead`)

import { GHOST, SPAN, type SpanTable, SUCCESS, serviceOf } from "./span-table.ts";

export type Grouping = "chain" | "trace" | "service";

export interface Group {
  /** Survives reloading. */
  readonly key: string;
  /** Index into chains, traces or services; −1: in no chain. */
  readonly subject: number;
  readonly roots: readonly number[];
  readonly size: number;
  readonly startNs: number;
}

export interface Forest {
  readonly grouping: Grouping;
  readonly groups: readonly Group[];
  readonly shown: Uint8Array;
  readonly parent: Int32Array;
  readonly childStart: Int32Array;
  readonly childList: Int32Array;
  /** First of the alike, on each of them; −1 elsewhere. */
  readonly alikeHead: Int32Array;
  /** On the head: how many, itself included. */
  readonly alikeCount: Int32Array;
  /** 1 where something below failed, timed out or never came: a closed row still says so. */
  readonly failedBelow: Uint8Array;
}

/** Four still read at a glance one by one. */
const LEAST_ALIKE = 5;

export function buildForest(table: SpanTable, grouping: Grouping, showMiddleware: boolean): Forest {
  const { count } = table;
  const subject = subjectsOf(table, grouping);
  const shown = new Uint8Array(count);
  const host = new Int32Array(count);
  const parent = new Int32Array(count);
  for (let i = 0; i < count; i++) {
    const above = table.parent[i]!;
    const hidden = !showMiddleware && table.middleware[i] === 1 && table.shape[i] === SPAN && above >= 0;
    const hostAbove = above < 0 ? -1 : host[above]!;
    shown[i] = hidden ? 0 : 1;
    host[i] = hidden ? hostAbove : i;
    parent[i] = hostAbove >= 0 && subject[hostAbove] === subject[i] ? hostAbove : -1;
  }
  const { childStart, childList } = listChildren(table, shown, parent);
  const { alikeHead, alikeCount } = findAlike(table, childStart, childList);
  const failedBelow = findFailedBelow(table, shown, parent);
  return {
    grouping,
    failedBelow,
    groups: listGroups(table, grouping, subject, shown, parent),
    shown,
    parent,
    childStart,
    childList,
    alikeHead,
    alikeCount,
  };
}

function findFailedBelow(table: SpanTable, shown: Uint8Array, parent: Int32Array): Uint8Array {
  const failedBelow = new Uint8Array(table.count);
  for (let i = table.count - 1; i >= 0; i--) {
    const above = parent[i]!;
    if (above < 0 || shown[i] === 0) continue;
    if (failedBelow[i] === 1 || table.status[i] !== SUCCESS || table.shape[i] === GHOST) failedBelow[above] = 1;
  }
  return failedBelow;
}

function subjectsOf(table: SpanTable, grouping: Grouping): Int32Array {
  const subject = new Int32Array(table.count);
  for (let i = 0; i < table.count; i++) {
    if (grouping === "trace") subject[i] = table.trace[i]!;
    else if (grouping === "chain") subject[i] = table.chain[i]!;
    // A queue's wait and what did not come stay with the span they hang under.
    else subject[i] = table.shape[i] !== SPAN && table.parent[i]! >= 0 ? subject[table.parent[i]!]! : serviceOf(table, i);
  }
  return subject;
}

function listChildren(table: SpanTable, shown: Uint8Array, parent: Int32Array): { childStart: Int32Array; childList: Int32Array } {
  const { count, start } = table;
  const childStart = new Int32Array(count + 1);
  for (let i = 0; i < count; i++) if (shown[i] === 1 && parent[i]! >= 0) childStart[parent[i]! + 1]!++;
  for (let i = 0; i < count; i++) childStart[i + 1]! += childStart[i]!;
  const childList = new Int32Array(childStart[count]!);
  const filled = childStart.slice(0, count);
  for (let i = 0; i < count; i++) if (shown[i] === 1 && parent[i]! >= 0) childList[filled[parent[i]!]!++] = i;
  // Preorder already sorts siblings by start; only children that moved up out of a middleware can stand wrong.
  for (let i = 0; i < count; i++) {
    const from = childStart[i]!;
    const to = childStart[i + 1]!;
    for (let k = from + 1; k < to; k++) {
      if (start[childList[k]!]! < start[childList[k - 1]!]!) {
        childList.subarray(from, to).sort((a, b) => start[a]! - start[b]! || a - b);
        break;
      }
    }
  }
  return { childStart, childList };
}

function findAlike(table: SpanTable, childStart: Int32Array, childList: Int32Array): { alikeHead: Int32Array; alikeCount: Int32Array } {
  const alikeHead = new Int32Array(table.count).fill(-1);
  const alikeCount = new Int32Array(table.count);
  for (let i = 0; i < table.count; i++) {
    const from = childStart[i]!;
    const to = childStart[i + 1]!;
    if (to - from < LEAST_ALIKE) continue;
    const heads = new Map<number, number>();
    for (let k = from; k < to; k++) {
      const child = childList[k]!;
      if (table.shape[child] !== SPAN || childStart[child + 1]! > childStart[child]!) continue;
      // Operation, service, status and kind in one exact double: 2³² · 2¹⁵ · 3 · 6 < 2⁵³.
      const likeness =
        ((table.operation[child]! * 32768 + (serviceOf(table, child) % 32768)) * 3 + table.status[child]!) * 6 + table.kind[child]!;
      const head = heads.get(likeness) ?? child;
      if (head === child) heads.set(likeness, child);
      alikeHead[child] = head;
      alikeCount[head]!++;
    }
    for (let k = from; k < to; k++) {
      const head = alikeHead[childList[k]!]!;
      if (head >= 0 && alikeCount[head]! < LEAST_ALIKE) alikeHead[childList[k]!] = -1;
    }
  }
  for (let i = 0; i < table.count; i++) if (alikeHead[i] !== i) alikeCount[i] = 0;
  return { alikeHead, alikeCount };
}

function listGroups(table: SpanTable, grouping: Grouping, subject: Int32Array, shown: Uint8Array, parent: Int32Array): readonly Group[] {
  const bySubject = new Map<number, { roots: number[]; size: number; startNs: number }>();
  for (let i = 0; i < table.count; i++) {
    if (shown[i] === 0) continue;
    let group = bySubject.get(subject[i]!);
    if (!group) {
      group = { roots: [], size: 0, startNs: Infinity };
      bySubject.set(subject[i]!, group);
    }
    group.startNs = Math.min(group.startNs, table.start[i]!);
    if (table.shape[i] === SPAN) group.size++;
    if (parent[i]! < 0) group.roots.push(i);
  }
  const groups = [...bySubject].map(([index, group]): Group => {
    group.roots.sort((a, b) => table.start[a]! - table.start[b]! || a - b);
    return { key: groupKey(table, grouping, index), subject: index, ...group };
  });
  return groups.sort((a, b) => urgency(table, grouping, b) - urgency(table, grouping, a) || a.startNs - b.startNs);
}

/** What hangs comes first; what belongs to no chain last. */
function urgency(table: SpanTable, grouping: Grouping, group: Group): number {
  if (grouping !== "chain") return 0;
  if (group.subject < 0) return -1;
  const state = table.chains[group.subject]!.state;
  return state === "stuck" || state === "failed" || state === "cannot-tell" || state === "late" ? 1 : 0;
}

function groupKey(table: SpanTable, grouping: Grouping, subject: number): string {
  if (subject < 0) return "-";
  if (grouping === "trace") return table.traces[subject]!.traceId;
  if (grouping === "service") return table.services[subject]!;
  const chain = table.chains[subject]!;
  return `${chain.id}.${chain.attempt}`;
}
