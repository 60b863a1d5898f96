"use client";

import type { SessionDto } from "#lib/contract/session";
import { useNowBy, useText } from "../i18n/context.tsx";
import { Time, useAge } from "../ui/time.tsx";
import { Fact } from "./fact.tsx";
import { sessionWords } from "./words.ts";

interface Props {
  readonly sessions: readonly SessionDto[];
  /** Everybody's: whose it is stands first. */
  readonly named: boolean;
  readonly isBusy: boolean;
  readonly onEnd: (path: string) => void;
}

/** One row a browser; on a phone one card. */
export function SessionList({ sessions, named, isBusy, onEnd }: Props) {
  return (
    <ul className="card divide-y divide-line">
      {sessions.map((one) => (
        <Session key={one.id} session={one} named={named} isBusy={isBusy} onEnd={onEnd} />
      ))}
    </ul>
  );
}

function Session({ session, named, isBusy, onEnd }: Omit<Props, "sessions"> & { readonly session: SessionDto }) {
  const words = useText(sessionWords);
  const { person, current, own } = session;
  const browser = [session.browser ?? words.unknownBrowser, session.system].filter(Boolean).join(" · ");
  const title = named ? person.name : browser;
  const role = [words.role[session.role] ?? session.role, session.mayReveal ? words.reveals : null].filter(Boolean).join(", ");
  return (
    <li
      data-session={session.id}
      data-current={current || undefined}
      className="grid grid-cols-[1fr_auto] items-center gap-x-4 gap-y-2 px-4 py-3 md:grid-cols-[minmax(0,2fr)_minmax(0,1fr)_minmax(0,1fr)_minmax(0,1fr)_9rem]"
    >
      <div className="min-w-0">
        <p className="flex flex-wrap items-center gap-x-2 gap-y-1">
          <span className="min-w-0 break-words font-semibold">{title}</span>
          {named && <span className="num text-ink-2">{person.sub}</span>}
          {current ? <Mark text={words.here} /> : own && named && <Mark text={words.you} />}
        </p>
        <p className="break-words text-ink-2 text-sm">{[named ? browser : null, role].filter(Boolean).join(" · ")}</p>
      </div>
      <dl className="order-1 col-span-2 grid grid-cols-3 gap-x-4 gap-y-2 md:order-none md:col-span-3">
        <Fact name={words.seen}>
          <Seen at={session.lastSeenAt} isCurrent={current} />
        </Fact>
        <Fact name={words.begun}>
          <Time at={session.begunAt} />
        </Fact>
        <Fact name={words.address}>
          <span className="num break-all">{session.address ?? "—"}</span>
        </Fact>
      </dl>
      <div className="flex justify-end">
        {current ? (
          <form method="post" action="/signout">
            <button type="submit" className="btn">
              {words.signOut}
            </button>
          </form>
        ) : (
          <button
            type="button"
            className="btn"
            disabled={isBusy}
            aria-label={words.endNamed(named ? `${person.name}, ${browser}` : browser)}
            onClick={() => onEnd(`sessions/${session.id}/revoke`)}
          >
            {words.end}
          </button>
        )}
      </div>
    </li>
  );
}

/** What is known to the minute is not said to the second. */
function Seen({ at, isCurrent }: { readonly at: string; readonly isCurrent: boolean }) {
  const words = useText(sessionWords);
  const ms = useNowBy(MINUTE_MS / 2) - Date.parse(at);
  const age = useAge(at, "coarse");
  if (isCurrent || ms < 1.5 * MINUTE_MS) return words.now;
  return <time dateTime={at}>{words.ago(age)}</time>;
}

const MINUTE_MS = 60_000;

const Mark = ({ text }: { readonly text: string }) => (
  <span className="rounded-full bg-accent-soft px-2 font-semibold text-[11px] text-accent leading-[18px]">{text}</span>
);
