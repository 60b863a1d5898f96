"use client";

import type { PrivacyPreviewDto } from "#lib/contract/privacy";
import { useText, useTold } from "../i18n/context.tsx";
import { auditWords } from "./words.ts";

interface Props {
  readonly trace: string;
  readonly preview: PrivacyPreviewDto | null;
  /** Why there is none, where one was asked for. */
  readonly failure: string | null;
  readonly rules: { readonly extra: number; readonly kept: number };
}

/** What is hidden in a trace, by place and key. */
export function PrivacyPage({ trace, preview, failure, rules }: Props) {
  const words = useText(auditWords).privacy;
  const told = useTold();
  return (
    <div className="mx-auto w-full max-w-[1000px]">
      <h1>{words.title}</h1>
      <p className="mt-1 max-w-[75ch] text-ink-2">{words.lead}</p>
      <p className="mt-1 text-ink-2 text-sm">{rules.extra + rules.kept > 0 ? words.policy(rules.extra, rules.kept) : words.noPolicy}</p>
      <form action="/privacy" method="get" className="my-4 flex flex-wrap items-end gap-3">
        <label className="flex min-w-0 grow flex-col gap-1 text-ink-2 text-sm">
          {words.trace}
          <input name="trace" defaultValue={trace} autoComplete="off" spellCheck={false} className="field num w-full" />
        </label>
        <button type="submit" className="btn">
          {words.look}
        </button>
      </form>
      {failure !== null && (
        <p role="alert" className="text-failed">
          {told(failure)}
        </p>
      )}
      {preview && <Hidden preview={preview} />}
    </div>
  );
}

function Hidden({ preview }: { readonly preview: PrivacyPreviewDto }) {
  const words = useText(auditWords).privacy;
  return (
    <>
      {preview.warnings.map((warning) => (
        <p key={warning} role="status" className="mb-2 text-late">
          {warning}
        </p>
      ))}
      {preview.rows.length === 0 ? (
        <p className="card px-4 py-6 text-ink-2">{words.nothing}</p>
      ) : (
        <div className="card overflow-x-auto">
          <table className="w-full text-left text-sm">
            <thead className="text-ink-2">
              <tr className="border-line border-b">
                {[words.place, words.key, words.becomes, words.times].map((one) => (
                  <th key={one} scope="col" className="px-3 py-2 font-medium">
                    {one}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {preview.rows.map(({ place, key, count, becomes }) => (
                <tr key={`${place} ${key}`} className="border-line border-b align-top last:border-0">
                  <td className="whitespace-nowrap px-3 py-2">{words.places[place]}</td>
                  <td className="break-all px-3 py-2">{key ?? "—"}</td>
                  <td className="break-words px-3 py-2 text-ink-2">{becomes.join(" · ")}</td>
                  <td className="num px-3 py-2">{count}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      {preview.left.length > 0 && (
        <details className="mt-4 text-sm">
          <summary className="cursor-pointer text-ink-2">{words.left(preview.left.length)}</summary>
          <p className="mt-2 break-words text-ink-2">{preview.left.join(", ")}</p>
        </details>
      )}
    </>
  );
}
