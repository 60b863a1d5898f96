import { fakeClient as fakeClientOf } from "../http/fake-client.ts";
import type { HttpClient } from "../http/http-client.ts";
import type { FakeTempo } from "./fake-tempo.ts";

interface Asked {
  readonly path: string;
  readonly query: Record<string, string>;
}

/** Remembers what it was asked. */
export function fakeClient(answer: FakeTempo["answer"]): HttpClient & { readonly asked: Asked[] } {
  const asked: Asked[] = [];
  const client = fakeClientOf("tempo", (path, query) => {
    asked.push({ path, query });
    return answer(path, query);
  });
  return { ...client, asked };
}
