/** RFC 9457. `type` is a path, so that scripts compare its end. */
export function problem(
  status: number,
  type: string,
  title: string,
  detail: string,
  headers: Readonly<Record<string, string>> = {},
): Response {
  const body = JSON.stringify({ type: `/problems/${type}`, title, status, detail });
  return new Response(body, { status, headers: { "content-type": "application/problem+json", "cache-control": "no-store", ...headers } });
}
