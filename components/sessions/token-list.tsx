"use client";

import type { TokenDto } from "#lib/contract/session";
import { useText } from "../i18n/context.tsx";
import { Time } from "../ui/time.tsx";
import { Fact } from "./fact.tsx";
import { sessionWords } from "./words.ts";

interface Props {
  readonly tokens: readonly TokenDto[];
  readonly named: boolean;
  readonly isBusy: boolean;
  readonly onEnd: (path: string) => void;
}

export function TokenList({ tokens, named, isBusy, onEnd }: Props) {
  const words = useText(sessionWords);
  return (
    <ul className="card divide-y divide-line">
      {tokens.map((token) => (
        <li
          key={token.id}
          data-token={token.id}
          className="grid grid-cols-[1fr_auto] items-center gap-x-4 gap-y-2 px-4 py-3 md:grid-cols-[minmax(0,2fr)_minmax(0,1fr)_minmax(0,1fr)_minmax(0,1fr)_9rem]"
        >
          <div className="min-w-0">
            <p className="flex flex-wrap items-center gap-x-2">
              <span className="font-semibold">{named ? token.owner : words.kind[token.kind]}</span>
              {named && <span className="text-ink-2">{words.kind[token.kind]}</span>}
            </p>
            <p className="break-words text-ink-2 text-sm">
              {words.scopes}:{" "}
              {token.scopes.length === 0 ? words.everything : token.scopes.map((scope) => words.scope[scope] ?? scope).join(", ")}
            </p>
          </div>
          <dl className="order-1 col-span-2 grid grid-cols-3 gap-x-4 gap-y-2 md:order-none md:col-span-3">
            <Fact name={words.used}>{token.lastUsedAt === null ? words.never : <Time at={token.lastUsedAt} />}</Fact>
            <Fact name={words.created}>
              <Time at={token.createdAt} />
            </Fact>
            <Fact name={words.expires}>
              <Time at={token.expiresAt} />
            </Fact>
          </dl>
          <div className="flex justify-end">
            <button
              type="button"
              className="btn"
              disabled={isBusy}
              aria-label={words.endToken(`${token.owner}, ${words.kind[token.kind]}`)}
              onClick={() => onEnd(`tokens/${token.id}/revoke`)}
            >
              {words.end}
            </button>
          </div>
        </li>
      ))}
    </ul>
  );
}
