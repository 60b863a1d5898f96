"use client";

import type { DeadlinesDto } from "#lib/contract/deadlines";
import { useLang, useText, useWords } from "../i18n/context.tsx";
import { Duration } from "../ui/time.tsx";
import { type Draft, keyOf, readTyped, type Typed } from "./draft.ts";
import { writeLength } from "./read-length.ts";
import { settingsWords } from "./words.ts";

type Chain = DeadlinesDto["chains"][number];
type Step = Chain["steps"][number];

interface Props {
  readonly chain: Chain;
  readonly draft: Draft;
  readonly mayEdit: boolean;
  readonly onType: (stepId: string, typed: Typed) => void;
}

export function DeadlinesTable({ chain, draft, mayEdit, onType }: Props) {
  const words = useText(settingsWords).deadlines;
  const lang = useLang();
  return (
    <section className="card overflow-x-auto" aria-labelledby={`deadlines-${chain.chainId}`}>
      <h2 id={`deadlines-${chain.chainId}`} className="px-3 pt-3 font-semibold">
        {chain.title[lang]}
      </h2>
      <table className="list md:table-fixed [&_td]:align-middle!">
        <thead>
          <tr>
            <th>{words.step}</th>
            <th>{words.soft}</th>
            <th>{words.hard}</th>
            <th className="n">
              {words.usual}: {words.p50}
            </th>
            <th className="n">{words.p95}</th>
            <th className="n">{words.p99}</th>
            <th>{words.suggestion}</th>
          </tr>
        </thead>
        <tbody>
          {chain.steps.map((step, index) => (
            <StepRow
              key={step.stepId}
              step={step}
              isFirst={index === 0}
              typed={draft[keyOf(chain.chainId, step.stepId)]}
              mayEdit={mayEdit}
              onType={(typed) => onType(step.stepId, typed)}
            />
          ))}
        </tbody>
      </table>
    </section>
  );
}

interface RowProps {
  readonly step: Step;
  readonly isFirst: boolean;
  readonly typed: Typed | undefined;
  readonly mayEdit: boolean;
  readonly onType: (typed: Typed) => void;
}

function StepRow({ step, isFirst, typed, mayEdit, onType }: RowProps) {
  const words = useText(settingsWords).deadlines;
  const lang = useLang();
  const { unit } = useWords();
  const title = step.title[lang];
  const { fault, isChanged } = readTyped(step, typed);
  const { usual, suggestion } = step;
  const take = () => suggestion && onType({ soft: writeLength(suggestion.softMs, unit), hard: writeLength(suggestion.hardMs, unit) });
  return (
    <tr aria-selected={isChanged || fault !== null} data-step={step.stepId}>
      <td className="whitespace-nowrap font-medium">{title}</td>
      {isFirst ? (
        <td colSpan={2} className="text-ink-3">
          {words.first}
        </td>
      ) : (
        <>
          <Field
            label={words.softOf(title)}
            ms={step.softMs}
            typed={typed?.soft}
            fault={fault === "soft" ? words.wrong : fault === "order" ? words.order : null}
            mayEdit={mayEdit}
            onType={(soft) => onType({ soft })}
          />
          <Field
            label={words.hardOf(title)}
            ms={step.hardMs}
            typed={typed?.hard}
            fault={fault === "hard" ? words.wrong : null}
            mayEdit={mayEdit}
            onType={(hard) => onType({ hard })}
          />
        </>
      )}
      <td className="n">{usual ? <Duration ms={usual.p50Ms} /> : "—"}</td>
      <td className="n">{usual ? <Duration ms={usual.p95Ms} /> : "—"}</td>
      <td className="n" title={usual?.of === "hour-of-week" ? words.thisHour : undefined}>
        {usual ? (
          <>
            <Duration ms={usual.p99Ms} />{" "}
            <span className="text-ink-3 text-xs">{words.samples(new Intl.NumberFormat(lang).format(usual.samples))}</span>
          </>
        ) : (
          "—"
        )}
      </td>
      <td className="whitespace-nowrap">
        {isFirst ? null : usual === null ? (
          <span className="text-ink-3">{words.tooFew}</span>
        ) : suggestion === null ? (
          <span className="text-done">{words.fits}</span>
        ) : (
          <button type="button" className="btn" disabled={!mayEdit} aria-label={words.take(title)} onClick={take}>
            <Duration ms={suggestion.softMs} /> / <Duration ms={suggestion.hardMs} />
          </button>
        )}
      </td>
    </tr>
  );
}

interface FieldProps {
  readonly label: string;
  readonly ms: number | null;
  readonly typed: string | undefined;
  readonly fault: string | null;
  readonly mayEdit: boolean;
  readonly onType: (text: string) => void;
}

function Field({ label, ms, typed, fault, mayEdit, onType }: FieldProps) {
  const words = useText(settingsWords).deadlines;
  const { unit } = useWords();
  const promised = writeLength(ms, unit);
  if (!mayEdit && typed === undefined) return <td className="num">{promised || <span className="text-ink-3">{words.none}</span>}</td>;
  return (
    <td>
      <input
        aria-label={label}
        aria-invalid={fault !== null}
        className="field num w-20 md:w-28 aria-[invalid=true]:border-failed"
        placeholder={words.none}
        disabled={!mayEdit}
        value={typed ?? promised}
        onChange={(event) => onType(event.target.value)}
      />
      {fault !== null && <span className="block text-failed text-xs">{fault}</span>}
      {fault === null && typed !== undefined && typed !== promised && (
        <span className="block text-ink-3 text-xs">{words.was(promised || words.none)}</span>
      )}
    </td>
  );
}
