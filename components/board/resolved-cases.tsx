"use client";

import Link from "next/link";
import type { CaseDto } from "#lib/contract/case";
import { CaseState } from "../cases/case-state.tsx";
import { pathOfCase } from "../cases/use-commands.ts";
import { words as caseWords } from "../cases/words.ts";
import { useLang, useNow, useText, useWords } from "../i18n/context.tsx";
import { onlyPredicate, Sentence } from "../orders/sentence.tsx";
import { useChainNames } from "../ui/chains.tsx";
import { FailedNotice, Skeleton } from "../ui/notices.tsx";
import { StatePill } from "../ui/state-glyph.tsx";
import { Duration, Time } from "../ui/time.tsx";
import { useResolvedCases } from "./use-board.ts";
import { words } from "./words.ts";

/** What was closed within a day: kept, with how late it was. */
export function ResolvedCases({ asOf }: { readonly asOf: string | null }) {
  const text = useText(words);
  const cases = useResolvedCases(true, useNow(), asOf);
  if (cases.isPending) return <Skeleton rows={6} />;
  if (cases.isError && !cases.data) return <FailedNotice detail={cases.error.message} onRetry={() => void cases.refetch()} />;
  if (cases.data.items.length === 0)
    return (
      <p role="status" className="px-6 py-10 text-lg">
        {text.nothingInTab}
      </p>
    );
  return (
    <table className="list">
      <tbody>
        {[...cases.data.items].sort(byEnd).map((one) => (
          <Row key={one.id} one={one} />
        ))}
      </tbody>
    </table>
  );
}

/** The last one closed first. */
const byEnd = (a: CaseDto, b: CaseDto): number => (b.resolvedAt ?? "").localeCompare(a.resolvedAt ?? "");

function Row({ one }: { readonly one: CaseDto }) {
  const lang = useLang();
  const common = useWords();
  const said = useText(caseWords);
  const names = useChainNames();
  return (
    <tr data-case={one.id}>
      <td className="w-[150px] max-md:hidden">
        <StatePill state={one.verdict.state}>{common.states[one.verdict.state]}</StatePill>
      </td>
      <td>
        <Link href={pathOfCase(one.id)} prefetch={false} className="hover:text-accent">
          <span className="num font-medium">
            <bdi>{one.orderId ?? one.service ?? said.kinds[one.kind]}</bdi>
          </span>{" "}
          <span className="text-ink-2">
            {names.chain(one.chainId)}
            {one.stepId && <> → {names.step(one.chainId, one.stepId)}</>}
          </span>
        </Link>
        <span className="line-clamp-1 text-ink-2 text-sm">
          <Sentence text={onlyPredicate(one.verdict.parts[lang])} near={one.verdict.since} />
        </span>
      </td>
      <td className="w-[260px] text-ink-2 max-md:hidden">
        <CaseState state="resolved">
          {one.resolution?.by === "person" ? `${said.states.resolved}: ${one.resolution.actor}` : said.events.recovered}
        </CaseState>
        {one.wasLateMs !== null && (
          <span className="block text-sm">
            +<Duration ms={one.wasLateMs} />
          </span>
        )}
      </td>
      <td className="n w-[120px]">{one.resolvedAt && <Time at={one.resolvedAt} />}</td>
    </tr>
  );
}
