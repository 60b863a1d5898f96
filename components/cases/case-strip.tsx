"use client";

import Link from "next/link";
import type { CaseDto, CasePageDto } from "#lib/contract/case";
import { useText } from "../i18n/context.tsx";
import { useDuration } from "../i18n/use-duration.ts";
import { Time } from "../ui/time.tsx";
import { CaseState } from "./case-state.tsx";
import { isMeant } from "./command.ts";
import type { Me } from "./me.ts";
import { OutcomeToast } from "./outcome-toast.tsx";
import { useCasesOfOrder } from "./use-case.ts";
import { pathOfCase, useCommands } from "./use-commands.ts";
import { words } from "./words.ts";

interface Props {
  readonly orderId: string;
  readonly initial: CasePageDto | null;
  readonly me: Me;
}

/** On the order's page: is somebody on it already, and if not, it can be taken right here. Nothing where it never was a case. */
export function CaseStrip({ orderId, initial, me }: Props) {
  const text = useText(words);
  const duration = useDuration();
  const cases = useCasesOfOrder(orderId, initial);
  const commands = useCommands(me.name);
  const all = [...(cases.data?.items ?? [])].sort(compareCases);
  const one = all[0];
  if (!one) return null;
  const mayTake = me.mayManage && one.state === "open" && isMeant(one.state, { kind: "acknowledge" });
  return (
    <div data-testid="case-strip" className="mt-3 flex min-h-[30px] flex-wrap items-center gap-x-3 gap-y-1 border-line border-t pt-3">
      <Link href={pathOfCase(one.id)} prefetch={false} className="text-accent hover:underline">
        {text.title}
      </Link>
      <CaseState state={one.state} />
      {one.owner !== null && <span className="text-ink-2">{one.owner}</span>}
      {one.state === "snoozed" && one.snoozedUntil && (
        <span className="text-ink-2">
          {text.snoozedUntil} <Time at={one.snoozedUntil} />
        </span>
      )}
      {one.wasLateMs !== null && <span className="text-ink-2">{text.wasLate(duration(one.wasLateMs))}</span>}
      {all.length > 1 && <span className="num text-ink-3">+{all.length - 1}</span>}
      {mayTake && (
        <button type="button" className="btn btn-primary" onClick={() => void commands.run({ kind: "case", one }, { kind: "acknowledge" })}>
          {text.commands.acknowledge}
        </button>
      )}
      <OutcomeToast outcome={commands.outcome} onDismiss={commands.dismiss} />
    </div>
  );
}

/** What is not closed before what is, the newest first. */
const compareCases = (a: CaseDto, b: CaseDto): number =>
  Number(a.state === "resolved") - Number(b.state === "resolved") || b.openedAt.localeCompare(a.openedAt);
