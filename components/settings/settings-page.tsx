"use client";

import Link from "next/link";
import { useSearchParams } from "next/navigation";
import type { DeadlinesDto } from "#lib/contract/deadlines";
import type { ChainConfigDto } from "#lib/contract/settings";
import { useText } from "../i18n/context.tsx";
import { FailedNotice, PartialNotice, Skeleton } from "../ui/notices.tsx";
import { Time } from "../ui/time.tsx";
import { ChainEditor } from "./chain-editor.tsx";
import { DeadlinesPanel } from "./deadlines-panel.tsx";
import { useConfig } from "./use-config.ts";
import { VersionsPanel } from "./versions-panel.tsx";
import { settingsWords } from "./words.ts";

const TABS = ["deadlines", "chains", "versions"] as const;
export type SettingsTab = (typeof TABS)[number];

export const readTab = (given: string | null): SettingsTab => TABS.find((tab) => tab === given) ?? "deadlines";

interface Props {
  readonly initial: ChainConfigDto | null;
  readonly deadlines: DeadlinesDto | null;
}

/** What is promised, what is recognised, and who changed it when. */
export function SettingsPage({ initial, deadlines }: Props) {
  const words = useText(settingsWords);
  const tab = readTab(useSearchParams().get("tab"));
  const config = useConfig(initial);
  return (
    <>
      <div className="mb-3 flex flex-wrap items-baseline gap-x-4 gap-y-1">
        <h1>{words.title}</h1>
        {config.data && <InForce config={config.data} />}
      </div>
      <nav aria-label={words.title} className="-mx-1 mb-4 flex gap-x-1 overflow-x-auto border-line border-b">
        {TABS.map((one) => (
          <Link
            key={one}
            href={one === "deadlines" ? "/settings" : `/settings?tab=${one}`}
            aria-current={one === tab ? "page" : undefined}
            className="-mb-px whitespace-nowrap border-transparent border-b-2 px-2.5 pb-2 font-medium text-ink-2 hover:text-ink aria-[current]:border-accent aria-[current]:text-accent"
          >
            {words.tabs[one]}
          </Link>
        ))}
      </nav>
      {config.data?.problem && (
        <div className="card mb-3 overflow-hidden">
          <PartialNotice warnings={[config.data.problem]} />
        </div>
      )}
      {config.data && config.isError && (
        <div className="card mb-3 overflow-hidden">
          <PartialNotice stale warnings={[config.error.message]} />
        </div>
      )}
      {!config.data && (
        <div className="card">
          {config.isError ? <FailedNotice detail={config.error.message} onRetry={() => void config.refetch()} /> : <Skeleton rows={6} />}
        </div>
      )}
      {config.data && tab === "deadlines" && <DeadlinesPanel config={config.data} initial={deadlines} />}
      {config.data && tab === "chains" && <ChainEditor config={config.data} />}
      {config.data && tab === "versions" && <VersionsPanel config={config.data} />}
    </>
  );
}

function InForce({ config }: { readonly config: ChainConfigDto }) {
  const words = useText(settingsWords);
  const origin = config.origin === "stored" ? words.origin.stored(config.number) : words.origin[config.origin];
  return (
    <p className="text-ink-2" data-testid="in-force">
      {words.holds}: <b className="font-medium text-ink">{origin}</b>
      {config.by !== null && <>, {words.by(config.by)}</>}
      {config.at !== null && (
        <>
          , <Time at={config.at} />
        </>
      )}
      {config.applying && <span className="ml-3 text-running">{words.applying[config.applying.kind](config.applying.done)}</span>}
    </p>
  );
}
