"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import type { CaseDto, CasePageDto } from "#lib/contract/case";
import type { GroupListDto } from "#lib/contract/group";
import { ask, tell } from "../ui/ask.ts";
import { bodyOf, type Command, expectCase, expectGroup, isMeant } from "./command.ts";

/** What a command is given to: one case, or all of a group. */
export type Target = { readonly kind: "case"; readonly one: CaseDto } | { readonly kind: "group"; readonly groupId: string };

export interface Outcome {
  readonly command: Command;
  readonly done: number;
  /** Of so many. */
  readonly of: number;
  /** Why the rest was not done; null where all was. */
  readonly failure: string | null;
  readonly retry: () => void;
}

const AT_ONCE = 6;
/** A page of cases, and where a command for a flood ends: the rest is told as such, and the next one goes on. */
const MOST = 500;
const MOST_OF_ALL = 5_000;

/**
 * Shows at once what a command will come to, sends it, and takes it back visibly where it is refused. Optimism is only in the query cache:
 * after the answer the server's own lists are asked again.
 */
export function useCommands(me: string) {
  const client = useQueryClient();
  const [outcome, setOutcome] = useState<Outcome | null>(null);
  const [isBusy, setBusy] = useState(false);

  const run = async (target: Target, command: Command): Promise<void> => {
    setBusy(true);
    setOutcome(null);
    const retry = () => void run(target, command);
    try {
      const cases = (await casesOf(target)).filter((one) => isMeant(one.state, command));
      await foresee(cases, command);
      const refused = await sendAll(cases, command);
      setOutcome({ command, done: cases.length - refused.length, of: cases.length, failure: refused[0] ?? null, retry });
    } catch (error) {
      setOutcome({ command, done: 0, of: 0, failure: (error as Error).message, retry });
    } finally {
      setBusy(false);
      for (const key of ["groups", "cases", "board"]) void client.invalidateQueries({ queryKey: [key] });
    }
  };

  const foresee = async (cases: readonly CaseDto[], command: Command): Promise<void> => {
    const now = new Date().toISOString();
    const meant = new Map(cases.map((one) => [one.id, one]));
    // An answer under way would put the old rows back.
    await Promise.all(["groups", "cases", "case"].map((key) => client.cancelQueries({ queryKey: [key] })));
    for (const one of cases) client.setQueryData<CaseDto>(["case", one.id], (old) => old && expectCase(old, command, me, now));
    client.setQueriesData<CasePageDto>(
      { queryKey: ["cases"] },
      (old) => old && { ...old, items: old.items.map((one) => (meant.has(one.id) ? expectCase(one, command, me, now) : one)) },
    );
    client.setQueriesData<GroupListDto>(
      { queryKey: ["groups"] },
      (old) =>
        old && {
          ...old,
          items: old.items.flatMap((group) => {
            const before = cases.filter((one) => one.group === group.id).map((one) => one.state);
            return before.length === 0 ? group : (expectGroup(group, before, command, me) ?? []);
          }),
        },
    );
  };

  const sendAll = async (cases: readonly CaseDto[], command: Command): Promise<readonly string[]> => {
    const refused: string[] = [];
    for (let from = 0; from < cases.length; from += AT_ONCE) {
      await Promise.all(
        cases.slice(from, from + AT_ONCE).map(async (one) => {
          try {
            const answer = await tell<CaseDto>(`${apiOfCase(one.id)}/${command.kind}`, bodyOf(command));
            client.setQueryData(["case", one.id], answer);
          } catch (error) {
            refused.push((error as Error).message);
            void client.invalidateQueries({ queryKey: ["case", one.id] });
          }
        }),
      );
    }
    return refused;
  };

  return { run, isBusy, outcome, dismiss: () => setOutcome(null) } as const;
}

export const apiOfCase = (id: string): string => `/api/v1/cases/${encodeURIComponent(id)}`;
export const pathOfCase = (id: string): string => `/cases/${encodeURIComponent(id)}`;

async function casesOf(target: Target): Promise<readonly CaseDto[]> {
  if (target.kind === "case") return [target.one];
  const query = new URLSearchParams({ group: target.groupId, state: "open,acknowledged,snoozed", limit: String(MOST) });
  const cases: CaseDto[] = [];
  do {
    const page = await ask<CasePageDto>(`/api/v1/cases?${query}`);
    cases.push(...page.items);
    if (page.nextCursor === null) break;
    query.set("cursor", page.nextCursor);
  } while (cases.length < MOST_OF_ALL);
  return cases;
}
