"use client";

import Link from "next/link";
import { useState } from "react";
import type { CaseDto } from "#lib/contract/case";
import { useLive } from "../board/use-live.ts";
import { useText } from "../i18n/context.tsx";
import { VerdictCard } from "../orders/verdict-card.tsx";
import { useSources } from "../ui/freshness.tsx";
import { useKeys } from "../ui/keys.tsx";
import { PartialNotice } from "../ui/notices.tsx";
import { pathOfOrder, pathOfTrace } from "../ui/paths.ts";
import { CaseClocks } from "./case-clocks.tsx";
import { CaseEnd } from "./case-end.tsx";
import { CaseHead } from "./case-head.tsx";
import { CaseHistory } from "./case-history.tsx";
import { CaseSiblings } from "./case-siblings.tsx";
import { type Command, isMeant } from "./command.ts";
import { CommandBar } from "./command-bar.tsx";
import { type Asked, CommandDialog } from "./command-dialog.tsx";
import type { Me } from "./me.ts";
import { OutcomeToast } from "./outcome-toast.tsx";
import { useCase } from "./use-case.ts";
import { useCommands } from "./use-commands.ts";
import { words } from "./words.ts";

interface Props {
  readonly initial: CaseDto;
  readonly me: Me;
}

/** The sentence first; then what happened when, who did what, who else hangs so, and what can be done about it. */
export function CasePage({ initial, me }: Props) {
  const text = useText(words);
  const stream = useLive(true);
  const answer = useCase(initial, stream === "live");
  const one = answer.one.data ?? initial;
  // A case is judged from what was read: it is not whole where a source cannot be.
  const sources = useSources().data;
  const commands = useCommands(me.name);
  const [asked, setAsked] = useState<Asked | null>(null);
  const run = (command: Command) => void commands.run({ kind: "case", one }, command);
  const isOffered = (kind: Command["kind"]) => isMeant(one.state, SAMPLES[kind]);
  const askFor = (kind: Command["kind"]) => {
    if (!me.mayManage || !isOffered(kind)) return;
    if (kind === "acknowledge") run({ kind });
    else setAsked(kind);
  };
  useKeys({ a: () => askFor("acknowledge"), s: () => askFor("snooze"), c: () => askFor("comment"), r: () => askFor("resolve") });
  return (
    <>
      <CaseHead one={one} />
      {answer.one.isError && (
        <div className="card mb-3 overflow-hidden">
          <PartialNotice stale warnings={[answer.one.error.message]} />
        </div>
      )}
      {!answer.one.isError && sources?.partial && (
        <div className="card mb-3 overflow-hidden">
          <PartialNotice warnings={sources.warnings} />
        </div>
      )}
      <VerdictCard verdict={one.verdict} linkOf={(spanId, traceId) => pathOfSpan(one, spanId, traceId)}>
        <div className="mt-4 flex flex-wrap items-center gap-1.5">
          <PlaceLink one={one} />
          <CommandBar mayManage={me.mayManage} isBusy={commands.isBusy} offered={isOffered} onAsk={askFor} />
        </div>
      </VerdictCard>
      <CaseEnd one={one} />
      <CaseClocks one={one} />
      <div className="mt-3 grid gap-3 lg:grid-cols-[minmax(0,1fr)_420px]">
        <CaseHistory history={one.history} />
        <CaseSiblings one={one} group={answer.group} />
      </div>
      <CommandDialog
        asked={asked}
        me={me.name}
        people={one.owner === null ? [] : [one.owner]}
        count={1}
        onCommand={run}
        onClose={() => setAsked(null)}
      />
      <OutcomeToast outcome={commands.outcome} onDismiss={commands.dismiss} />
      <p className="sr-only" role="status">
        {text.states[one.state]}
      </p>
    </>
  );
}

const SAMPLES: { readonly [K in Command["kind"]]: Command } = {
  acknowledge: { kind: "acknowledge" },
  assign: { kind: "assign", owner: null },
  comment: { kind: "comment", text: "" },
  snooze: { kind: "snooze", until: "" },
  resolve: { kind: "resolve", reason: "", falseAlarm: false },
};

/** The span in the order's own waterfall, or in its trace's where the chain has no order. */
function pathOfSpan(one: CaseDto, spanId: string, traceId: string | null): string {
  const path = one.orderId === null ? (traceId === null ? null : pathOfTrace(traceId)) : pathOfOrder(one.orderId);
  return path === null ? "#" : `${path}?span=${spanId}`;
}

/** To where it hangs: the order's page with the last that was seen of it picked. */
function PlaceLink({ one }: { readonly one: CaseDto }) {
  const text = useText(words);
  const last = [...one.verdict.evidence].reverse().find((evidence) => evidence.spanId !== null);
  if (one.orderId === null && !last?.traceId) return null;
  const href = last?.spanId ? pathOfSpan(one, last.spanId, last.traceId) : pathOfOrder(one.orderId ?? "");
  return (
    <Link href={href} prefetch={false} className="btn">
      {one.orderId === null ? text.openTrace : text.openOrder} →
    </Link>
  );
}
