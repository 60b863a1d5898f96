"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useRef, useState } from "react";
import { useNow, useText, useZone } from "../i18n/context.tsx";
import { readLocal, writeLocal } from "./local-time.ts";
import { dashWords } from "./words.ts";

/** A release or an incident as a line on every chart. The pipeline of a company's deploys does it by the API; a person by this. */
export function MarkerForm() {
  const words = useText(dashWords).markers;
  const menu = useRef<HTMLDetailsElement>(null);
  const [open, setOpen] = useState(false);
  return (
    <details
      ref={menu}
      className="relative"
      onToggle={(event) => setOpen(event.currentTarget.open)}
      onKeyDown={(event) => {
        if (event.key !== "Escape" || !menu.current) return;
        menu.current.open = false;
        menu.current.querySelector("summary")?.focus();
      }}
    >
      <summary className="btn cursor-pointer list-none">{words.add}</summary>
      {open && (
        <Fields
          onDone={() => {
            if (menu.current) menu.current.open = false;
          }}
        />
      )}
    </details>
  );
}

function Fields({ onDone }: { readonly onDone: () => void }) {
  const words = useText(dashWords).markers;
  const zone = useZone();
  const now = useNow();
  const client = useQueryClient();
  const [text, setText] = useState("");
  const [service, setService] = useState("");
  const [at, setAt] = useState(() => writeLocal(now, zone));
  const [failed, setFailed] = useState<string | null>(null);
  const [sending, setSending] = useState(false);
  const send = async () => {
    const ms = readLocal(at, zone);
    if (ms === null || text.trim() === "") return;
    setSending(true);
    const answer = await fetch("/api/v1/markers", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ at: new Date(ms).toISOString(), text: text.trim(), ...(service.trim() && { service: service.trim() }) }),
    }).catch(() => null);
    setSending(false);
    if (answer?.ok) {
      await client.invalidateQueries({ queryKey: ["dash"] });
      onDone();
    } else setFailed(((await answer?.json().catch(() => null)) as { detail?: string } | null)?.detail ?? String(answer?.status ?? "–"));
  };
  return (
    <form
      className="card absolute right-0 z-30 mt-1 flex w-72 max-w-[92vw] flex-col gap-2 p-4 max-sm:right-auto max-sm:left-0"
      onSubmit={(event) => {
        event.preventDefault();
        void send();
      }}
    >
      <label className="flex flex-col gap-1 text-ink-2 text-sm">
        {words.text}
        <input
          className="field"
          value={text}
          placeholder={words.textHint}
          maxLength={200}
          required
          // biome-ignore lint/a11y/noAutofocus: the reader has just opened this form to write into it
          autoFocus
          onChange={(event) => setText(event.target.value)}
        />
      </label>
      <label className="flex flex-col gap-1 text-ink-2 text-sm">
        {words.at}
        <input type="datetime-local" className="field" value={at} required onChange={(event) => setAt(event.target.value)} />
      </label>
      <label className="flex flex-col gap-1 text-ink-2 text-sm">
        {words.service}
        <input
          className="field"
          value={service}
          placeholder={words.all}
          maxLength={200}
          onChange={(event) => setService(event.target.value)}
        />
      </label>
      {failed !== null && (
        <p role="alert" className="text-failed text-sm">
          {words.failed} {failed}
        </p>
      )}
      <button type="submit" className="btn btn-primary justify-center" disabled={sending}>
        {words.save}
      </button>
    </form>
  );
}
