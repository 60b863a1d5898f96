"use client";

import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { DeadlinesDto } from "#lib/contract/deadlines";
import type { ChainConfigDto } from "#lib/contract/settings";
import { useText } from "../i18n/context.tsx";
import { ask } from "../ui/ask.ts";
import { FailedNotice, PartialNotice, Skeleton } from "../ui/notices.tsx";
import { BacktestPanel } from "./backtest-panel.tsx";
import { DeadlinesTable } from "./deadlines-table.tsx";
import { type Draft, keyOf, readDraft, type Typed } from "./draft.ts";
import { SaveBar, Saved } from "./save-bar.tsx";
import { TryButton } from "./try-button.tsx";
import { useBacktest } from "./use-backtest.ts";
import { useSaving } from "./use-config.ts";
import { settingsWords } from "./words.ts";

interface Props {
  readonly config: ChainConfigDto;
  readonly initial: DeadlinesDto | null;
}

/** What is promised of each step, changed in place, saved together. */
export function DeadlinesPanel({ config, initial }: Props) {
  const words = useText(settingsWords).deadlines;
  const saving = useSaving();
  const [draft, setDraft] = useState<Draft>({});
  const trial = useBacktest();
  const asked = useQuery({
    queryKey: ["deadlines"],
    queryFn: ({ signal }) => ask<DeadlinesDto>("/api/v1/deadlines", signal),
    initialData: initial ?? undefined,
  });
  if (!asked.data)
    return (
      <div className="card">
        {asked.isError ? <FailedNotice detail={asked.error.message} onRetry={() => void asked.refetch()} /> : <Skeleton rows={8} />}
      </div>
    );
  const { chains, partial, warnings } = asked.data;
  const { changes, isFaulty } = readDraft(chains, draft);
  const type = (chainId: string, stepId: string, typed: Typed) => {
    saving.forget();
    setDraft((old) => ({ ...old, [keyOf(chainId, stepId)]: { ...old[keyOf(chainId, stepId)], ...typed } }));
  };
  const save = async (note: string) => {
    if (await saving.run("deadlines", { base: config.number, changes, note })) setDraft({});
  };
  return (
    <>
      <p className="mb-3 max-w-[80ch] text-ink-2">
        {words.lead} {!config.may.deadlines && words.mayNot}
      </p>
      <Saved number={saving.saved} />
      {(partial || asked.isError) && (
        <div className="card mb-3 overflow-hidden">
          <PartialNotice stale={asked.isError} warnings={asked.isError ? [asked.error.message] : warnings} />
        </div>
      )}
      <div className="flex flex-col gap-3">
        {chains.map((chain) => (
          <DeadlinesTable
            key={chain.chainId}
            chain={chain}
            draft={draft}
            mayEdit={config.may.deadlines && !saving.isBusy}
            onType={(stepId, typed) => type(chain.chainId, stepId, typed)}
          />
        ))}
      </div>
      {changes.length > 0 && (
        <BacktestPanel
          test={trial.test}
          failure={trial.failure}
          isOutdated={trial.subject !== null && trial.subject !== JSON.stringify(changes)}
          onCancel={trial.cancel}
        />
      )}
      {(changes.length > 0 || isFaulty) && (
        <SaveBar
          summary={words.changed(changes.length)}
          mayKeep={!isFaulty && changes.length > 0}
          saving={saving}
          onSave={(note) => void save(note)}
          onDiscard={() => {
            setDraft({});
            saving.forget();
          }}
        >
          <TryButton
            disabled={isFaulty || changes.length === 0 || trial.isStarting}
            onTry={(hours) => trial.start(JSON.stringify(changes), { changes, hours })}
          />
        </SaveBar>
      )}
    </>
  );
}
