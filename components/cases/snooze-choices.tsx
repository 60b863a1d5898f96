"use client";

import { useState } from "react";
import { useNow, useText } from "../i18n/context.tsx";
import { morningAfter } from "./morning-after.ts";
import { words } from "./words.ts";

interface Props {
  readonly zone: string;
  readonly onPick: (until: string) => void;
  readonly onClose: () => void;
}

const PAUSES_MS = { "15m": 15 * 60_000, "1h": 3_600_000, "4h": 4 * 3_600_000 } as const;

/** By the server's clock: a reader whose own is wrong does not snooze into the past. */
export function SnoozeChoices({ zone, onPick, onClose }: Props) {
  const text = useText(words);
  const now = useNow();
  const [own, setOwn] = useState("");
  const ownAt = own === "" ? Number.NaN : new Date(own).getTime();
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (ownAt > now) onPick(new Date(ownAt).toISOString());
      }}
    >
      <div className="mt-2 grid grid-cols-2 gap-2">
        {(["15m", "1h", "4h"] as const).map((key) => (
          <button
            key={key}
            type="button"
            className="btn h-9 justify-center"
            onClick={() => onPick(new Date(now + PAUSES_MS[key]).toISOString())}
          >
            {text.ask.snoozeFor[key]}
          </button>
        ))}
        <button type="button" className="btn h-9 justify-center" onClick={() => onPick(new Date(morningAfter(now, zone)).toISOString())}>
          {text.ask.snoozeFor["morning"]}
        </button>
      </div>
      <label className="mt-3 flex items-center gap-2 text-ink-2">
        {text.ask.snoozeAt}
        <input type="datetime-local" className="field h-9 flex-1" value={own} onChange={(event) => setOwn(event.target.value)} />
      </label>
      <div className="mt-4 flex justify-end gap-2">
        <button type="button" className="btn" onClick={onClose}>
          {text.ask.cancel}
        </button>
        <button type="submit" className="btn btn-primary disabled:opacity-50" disabled={!(ownAt > now)}>
          {text.commands.snooze}
        </button>
      </div>
    </form>
  );
}
