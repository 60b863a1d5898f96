"use client";

import { type QueryClient, useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import type { CaseDto, CasePageDto } from "#lib/contract/case";
import { ask } from "../ui/ask.ts";
import { tellSignedOut } from "../ui/signed-out.ts";
import { keepStream, type Stream, type StreamEvent, type StreamState } from "./live-stream.ts";

/** Many changes come at once when a service comes back; lists that are asked again once a second are live enough for an eye. */
const PAUSE_MS = 1_000;

/**
 * What people act on comes by the stream at once. Not each execution: a company makes thousands a second, and a count is a count.
 *
 * The stream of changes, poured into the query cache: a case is put where it stands, what is counted is asked again. `isOn` false (the
 * past is looked at, which does not change): nothing is opened.
 */
export function useLive(isOn: boolean): StreamState | "off" {
  const client = useQueryClient();
  const [state, setState] = useState<StreamState>("connecting");
  useEffect(() => {
    if (!isOn || typeof EventSource === "undefined") return;
    const later = gatherKeys(client);
    const stop = keepStream({
      open: () => new EventSource("/api/v1/stream?events=case,gap") as unknown as Stream,
      onState: setState,
      onEvent: (event) => takeIn(client, later.add, event),
      // Where nobody is signed in any more, this very question is answered so, and the page shows it.
      onRefused: () => void ask("/api/v1/sessions").catch(() => undefined),
      wait: (ms, then) => {
        const timer = setTimeout(then, ms);
        return () => clearTimeout(timer);
      },
    });
    return () => {
      stop();
      later.stop();
    };
  }, [client, isOn]);
  return isOn ? state : "off";
}

function takeIn(client: QueryClient, again: (...keys: readonly string[]) => void, event: StreamEvent): void {
  if (event.name === "signed-out") {
    tellSignedOut(event.data.why === "directory-unavailable" ? "directory" : "ended");
    return;
  }
  if (event.name === "case") placeCase(client, event.data);
  if (event.name === "execution" || event.name === "gap") again("board");
  else again("groups", "board", "cases", ...(event.name === "resync" ? ["case"] : []));
}

/** Only newer than what is known: an event may be overtaken by the answer to a command. */
function placeCase(client: QueryClient, told: CaseDto): void {
  const newer = (known: CaseDto) => (known.id === told.id && known.version <= told.version ? told : known);
  client.setQueryData<CaseDto>(["case", told.id], (old) => old && newer(old));
  client.setQueriesData<CasePageDto>({ queryKey: ["cases"] }, (old) => old && { ...old, items: old.items.map(newer) });
}

function gatherKeys(client: QueryClient) {
  const keys = new Set<string>();
  let timer: ReturnType<typeof setTimeout> | null = null;
  const flush = () => {
    timer = null;
    for (const key of keys) void client.invalidateQueries({ queryKey: [key] }, { cancelRefetch: false });
    keys.clear();
  };
  return {
    add: (...more: readonly string[]) => {
      for (const key of more) keys.add(key);
      timer ??= setTimeout(flush, PAUSE_MS);
    },
    stop: () => timer !== null && clearTimeout(timer),
  };
}
