import { boardSchema } from "./board.ts";
import { caseActionSchemas, casePageSchema, caseSchema } from "./case.ts";
import { caseQuerySchema, groupQuerySchema } from "./case-query.ts";
import type { CaseAction } from "./case-words.ts";
import { groupListSchema } from "./group.ts";
import { asOfQuerySchema } from "./order.ts";

const SUMMARIES: Readonly<Record<CaseAction, string>> = {
  acknowledge: "Take a case: it is being looked at",
  assign: "Give a case to somebody, or to nobody (null)",
  comment: "Say something on a case, whatever its state",
  snooze: "Put a case aside until a time, at most a week away",
  resolve: "Close a case with a reason; say whether it was a false alarm",
};

/** Cases, their groups, the board and the stream of changes. */
export const CASE_CALLS = [
  { path: "/cases", summary: "Cases, newest first", query: caseQuerySchema, answer: casePageSchema },
  { path: "/cases/{id}", summary: "One case with its history", answer: caseSchema },
  ...(Object.keys(caseActionSchemas) as CaseAction[]).map((action) => ({
    path: `/cases/{id}/${action}`,
    summary: SUMMARIES[action],
    body: caseActionSchemas[action],
    answer: caseSchema,
  })),
  {
    path: "/groups",
    summary: "Groups of cases with what they have in common, worst first",
    query: groupQuerySchema,
    answer: groupListSchema,
  },
  {
    path: "/board",
    summary: "The chains as maps: what is under way, what hangs, how it flows",
    query: asOfQuerySchema,
    answer: boardSchema,
  },
  {
    path: "/stream",
    summary: "Server-sent events: execution, case and gap, each as the object of its call; resync: ask the lists again",
    answer: "text/event-stream",
  },
] as const;
