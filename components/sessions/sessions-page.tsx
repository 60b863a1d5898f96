"use client";

import Link from "next/link";
import type { SessionsDto, TokensDto } from "#lib/contract/session";
import { useText } from "../i18n/context.tsx";
import { FailedNotice, PartialNotice, Skeleton } from "../ui/notices.tsx";
import { EndOthers } from "./end-others.tsx";
import { SessionList } from "./session-list.tsx";
import { TokenList } from "./token-list.tsx";
import { type SessionsView, useRevoke, useSessions, useTokens } from "./use-sessions.ts";
import { sessionWords } from "./words.ts";

interface Props {
  readonly view: SessionsView;
  /** May look at everybody's. */
  readonly isAdmin: boolean;
  readonly sessions: SessionsDto | null;
  readonly tokens: TokensDto | null;
}

export function SessionsPage({ view, isAdmin, sessions: firstSessions, tokens: firstTokens }: Props) {
  const words = useText(sessionWords);
  const sessions = useSessions(view, firstSessions);
  const tokens = useTokens(view, firstTokens);
  const { said, isBusy, revoke } = useRevoke();
  const list = sessions.data?.items ?? [];
  const others = list.filter(({ current, own }) => own && !current).length;
  return (
    <div className="mx-auto w-full max-w-[1080px]">
      <h1>{words.title}</h1>
      <p className="mt-1 max-w-[75ch] text-ink-2">{view.all ? words.leadAll : words.lead}</p>
      <div className="my-4 flex flex-wrap items-center gap-3">
        {isAdmin && <Whose view={view} />}
        {view.all && <Filter name={view.name} />}
        {!view.all && others > 0 && (
          <span className="ml-auto">
            <EndOthers count={others} isBusy={isBusy} onEnd={() => revoke("sessions/revoke-others")} />
          </span>
        )}
      </div>
      <p role="status" className={said === "" ? "sr-only" : "mb-3 text-ink-2"} data-testid="said">
        {said}
      </p>
      <section aria-label={words.sessions}>
        <h2 className="mb-2 font-semibold text-lg">{words.sessions}</h2>
        {sessions.isError && sessions.data && <PartialNotice stale warnings={[sessions.error.message]} />}
        {sessions.data === undefined && (sessions.isError ? <FailedNotice detail={sessions.error.message} /> : <Skeleton rows={3} />)}
        {sessions.data && list.length === 0 && <p className="card px-4 py-6 text-ink-2">{words.none}</p>}
        {list.length > 0 && <SessionList sessions={list} named={view.all} isBusy={isBusy} onEnd={revoke} />}
        {sessions.data && sessions.data.total > list.length && <More shown={list.length} total={sessions.data.total} />}
      </section>
      <section aria-label={words.tokens} className="mt-8">
        <h2 className="font-semibold text-lg">{words.tokens}</h2>
        <p className="mb-2 text-ink-2 text-sm">{view.all ? words.tokensLeadAll : words.tokensLead}</p>
        {tokens.isError && <PartialNotice stale={tokens.data !== undefined} warnings={[tokens.error.message]} />}
        {tokens.data === undefined && !tokens.isError && <Skeleton rows={2} />}
        {tokens.data?.items.length === 0 && <p className="card px-4 py-4 text-ink-2">{words.noTokens}</p>}
        {tokens.data && tokens.data.items.length > 0 && (
          <TokenList tokens={tokens.data.items} named={view.all} isBusy={isBusy} onEnd={revoke} />
        )}
        {tokens.data && tokens.data.total > tokens.data.items.length && <More shown={tokens.data.items.length} total={tokens.data.total} />}
      </section>
    </div>
  );
}

function Whose({ view }: { readonly view: SessionsView }) {
  const words = useText(sessionWords);
  return (
    <nav aria-label={words.title} className="flex gap-2">
      <Link href="/sessions" className="chip" aria-current={view.all ? undefined : "true"}>
        {words.mine}
      </Link>
      <Link href="/sessions?all=1" className="chip" aria-current={view.all ? "true" : undefined}>
        {words.all}
      </Link>
    </nav>
  );
}

/** A plain form: it works from the keyboard, without a script, and its answer has an address. */
function Filter({ name }: { readonly name: string }) {
  const words = useText(sessionWords);
  return (
    <form action="/sessions" method="get" className="flex min-w-0 grow gap-2 md:max-w-sm">
      <input type="hidden" name="all" value="1" />
      <input
        key={name}
        name="name"
        type="search"
        defaultValue={name}
        placeholder={words.filter}
        aria-label={words.filter}
        autoComplete="off"
        maxLength={200}
        className="field min-w-0 grow"
      />
      <button type="submit" className="btn">
        {words.find}
      </button>
    </form>
  );
}

const More = ({ shown, total }: { readonly shown: number; readonly total: number }) => (
  <p className="mt-2 text-ink-2 text-sm">{useText(sessionWords).more(shown, total)}</p>
);
