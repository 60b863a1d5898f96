"use client";

import { useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import type { ChainConfigDto, ConfigCheckDto } from "#lib/contract/settings";
import { useText } from "../i18n/context.tsx";
import { tell } from "../ui/ask.ts";
import { BacktestPanel } from "./backtest-panel.tsx";
import { DiffView } from "./diff-view.tsx";
import { NumberedText } from "./numbered-text.tsx";
import { SaveBar, Saved } from "./save-bar.tsx";
import { TryButton } from "./try-button.tsx";
import { useBacktest } from "./use-backtest.ts";
import { useSaving } from "./use-config.ts";
import { settingsWords } from "./words.ts";

/** Typing goes on before it is asked what is wrong. */
const STILL_MS = 400;

export function ChainEditor({ config }: { readonly config: ChainConfigDto }) {
  const words = useText(settingsWords).chains;
  const saving = useSaving();
  const trial = useBacktest();
  /** Null: not touched, what holds is shown. A draft remembers what it was begun upon. */
  const [draft, setDraft] = useState<{ readonly text: string; readonly base: number } | null>(null);
  const text = draft?.text ?? config.text;
  const still = useStill(text, STILL_MS);
  const isTouched = draft !== null && draft.text !== config.text;
  const check = useQuery({
    queryKey: ["chain-check", config.number, still],
    queryFn: () => tell<ConfigCheckDto>("/api/v1/chain-config/check", { text: still }),
    enabled: isTouched,
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 10_000,
  });
  const answer = isTouched && still === text ? (check.data ?? null) : null;
  const mistakes = answer?.mistakes ?? [];
  const discard = () => {
    setDraft(null);
    saving.forget();
  };
  const save = async (note: string) => {
    if (draft && (await saving.run("save", { base: draft.base, text, note }))) setDraft(null);
  };
  return (
    <>
      <p className="mb-3 max-w-[80ch] text-ink-2">
        {words.lead} {!config.may.configure && words.mayNot}
      </p>
      <Saved number={saving.saved} />
      <NumberedText
        label={words.label}
        text={text}
        mistakes={mistakes}
        readOnly={!config.may.configure || saving.isBusy}
        onChange={(changed) => {
          saving.forget();
          setDraft({ text: changed, base: draft?.base ?? config.number });
        }}
      />
      {isTouched && (
        <>
          {mistakes.length === 0 && (
            <div className="card mt-3 overflow-hidden">
              <DiffView before={config.text} after={text} />
            </div>
          )}
          <BacktestPanel
            test={trial.test}
            failure={trial.failure}
            isOutdated={trial.subject !== null && trial.subject !== text}
            onCancel={trial.cancel}
          />
          <SaveBar
            summary={<Judged answer={answer} failure={check.isError ? check.error.message : null} />}
            mayKeep={answer !== null && mistakes.length === 0}
            saving={saving}
            onSave={(note) => void save(note)}
            onDiscard={discard}
          >
            <TryButton
              disabled={answer === null || mistakes.length > 0 || trial.isStarting}
              onTry={(hours) => trial.start(text, { text, hours })}
            />
          </SaveBar>
        </>
      )}
    </>
  );
}

function Judged({ answer, failure }: { readonly answer: ConfigCheckDto | null; readonly failure: string | null }) {
  const words = useText(settingsWords).chains;
  if (failure !== null) return <span className="text-failed">{failure}</span>;
  if (answer === null) return words.checking;
  if (answer.mistakes.length > 0)
    return (
      <span className="block max-h-40 overflow-y-auto text-failed" role="alert">
        {words.mistakes(answer.mistakes.length)}
        <ul className="font-normal">
          {answer.mistakes.map(({ line, reason }) => (
            <li key={`${line} ${reason}`}>
              <span className="num">{words.line(line)}</span>: {reason}
            </li>
          ))}
        </ul>
      </span>
    );
  return (
    <span>
      <span className="text-done">{words.ok}</span> {answer.difference?.matching ? words.matching : words.deadlinesOnly}
    </span>
  );
}

/** The value once it has stopped changing for so long. */
function useStill<T>(value: T, forMs: number): T {
  const [still, setStill] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setStill(value), forMs);
    return () => clearTimeout(timer);
  }, [value, forMs]);
  return still;
}
