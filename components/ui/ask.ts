import { tellSignedOut } from "./signed-out.ts";

/** A problem document as the client meets it: the only error that a query of ours throws. */
export class AskFailed extends Error {
  readonly status: number;
  readonly detail: string;
  constructor(status: number, detail: string) {
    super(detail);
    this.status = status;
    this.detail = detail;
  }
}

/** GET of our own API. Where the session is over the page says so, and leads to the sign-in and back. */
export const ask = <T>(path: string, signal?: AbortSignal): Promise<T> =>
  read<T>(fetch(path, { signal: signal ?? null, headers: { accept: "application/json" } }), signal);

/** POST: a change, answered by what it made. */
export const tell = <T>(path: string, body: unknown): Promise<T> =>
  read<T>(
    fetch(path, {
      method: "POST",
      headers: { accept: "application/json", "content-type": "application/json" },
      body: JSON.stringify(body),
    }),
  );

async function read<T>(asked: Promise<Response>, signal?: AbortSignal): Promise<T> {
  const response = await asked.catch((cause) => {
    if (signal?.aborted) throw cause;
    throw new AskFailed(0, "Loupe cannot be reached.");
  });
  if (!response.ok) {
    const problem = (await response.json().catch(() => null)) as { detail?: string; type?: string } | null;
    if (response.status === 401) tellSignedOut(problem?.type === "/problems/directory-unavailable" ? "directory" : "ended");
    throw new AskFailed(response.status, problem?.detail ?? `HTTP ${response.status}`);
  }
  return (await response.json()) as T;
}
