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

/** GET of our own API. A session that is over leads to the sign-in and back. */
export async function ask<T>(path: string, signal?: AbortSignal): Promise<T> {
  const response = await fetch(path, { signal, headers: { accept: "application/json" } }).catch((cause) => {
    if (signal?.aborted) throw cause;
    throw new AskFailed(0, "Loupe cannot be reached.");
  });
  if (response.status === 401) location.assign(`/signin?callbackUrl=${encodeURIComponent(location.pathname + location.search)}`);
  if (!response.ok) {
    const problem = (await response.json().catch(() => null)) as { detail?: string } | null;
    throw new AskFailed(response.status, problem?.detail ?? `HTTP ${response.status}`);
  }
  return (await response.json()) as T;
}
