import { ACCEPTED, refused, type Sent } from "./message.ts";

const TIMEOUT_MS = 10_000;
const MOST_READ = 4_096;
const LONGEST_RETRY_MS = 3_600_000;

/**
 * One request. Its answer's text is not repeated: whoever answers may put back what it was sent. The address is not either: with chat services it is
 * the secret.
 */
export async function postJson(
  url: string,
  body: string,
  headers: Readonly<Record<string, string>> = {},
  readAnswer: (status: number, text: string) => Sent | null = () => null,
): Promise<Sent> {
  try {
    const answer = await fetch(url, {
      method: "POST",
      // A target is what the operator's file says, not what somebody else points at.
      redirect: "manual",
      headers: { "content-type": "application/json", "user-agent": "loupe", ...headers },
      body,
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    const text = await readSome(answer);
    const read = readAnswer(answer.status, text);
    if (read !== null) return read;
    if (answer.ok) return ACCEPTED;
    if (answer.status >= 300 && answer.status < 400)
      return refused(`answers with a redirect (${answer.status}), which is not followed: give its own address`);
    return refused(`answers with HTTP ${answer.status}`, retryAfter(answer.headers.get("retry-after")));
  } catch (error) {
    return refused(explain(error));
  }
}

async function readSome(answer: Response): Promise<string> {
  let text = "";
  const decoder = new TextDecoder();
  for await (const chunk of answer.body ?? []) {
    text += decoder.decode(chunk, { stream: true });
    if (text.length >= MOST_READ) break;
  }
  return text.slice(0, MOST_READ);
}

/** Seconds; a date is as good as none. */
export const retryAfter = (header: string | null): number | null =>
  header !== null && /^\d{1,6}$/.test(header) ? Math.min(LONGEST_RETRY_MS, Number(header) * 1_000) : null;

const LATE = "did not answer in time";
const CLOSED = "closed the connection";
const BROKEN = "the connection failed";
/** After these nobody knows whether the message was taken. */
export const UNHEARD: ReadonlySet<string> = new Set([LATE, CLOSED, BROKEN]);

const WORDS: Readonly<Record<string, string>> = {
  ECONNREFUSED: "nobody listens there",
  ENOTFOUND: "its name is not known",
  EAI_AGAIN: "its name could not be asked for",
  ETIMEDOUT: LATE,
  ESOCKET: BROKEN,
  ECONNECTION: BROKEN,
  ECONNRESET: CLOSED,
  UND_ERR_SOCKET: CLOSED,
  EAUTH: "does not accept the user or the password",
  EENVELOPE: "does not accept a sender or a receiver",
  EMESSAGE: "does not accept the message",
  ETLS: "gives no protected connection",
  CERT_HAS_EXPIRED: "its certificate has expired",
  DEPTH_ZERO_SELF_SIGNED_CERT: "its certificate is signed by itself",
  SELF_SIGNED_CERT_IN_CHAIN: "its certificate is signed by an authority that is not known",
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: "its certificate is signed by an authority that is not known",
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: "its certificate is signed by an authority that is not known",
  ERR_TLS_CERT_ALTNAME_INVALID: "its certificate is for another name",
};

/** In words, without address or credentials, which messages of errors tend to hold. */
export function explain(error: unknown): string {
  const { name, code, cause } = error as { readonly name?: string; readonly code?: string; readonly cause?: { readonly code?: string } };
  if (name === "TimeoutError" || name === "AbortError") return LATE;
  const known = cause?.code ?? code ?? "";
  return WORDS[known] ?? (known === "" ? "could not be reached" : `could not be reached (${known})`);
}
