export async function askToken({
  id,
  secret,
  tokenUrl,
}: {
  readonly id: string;
  readonly secret: string;
  readonly tokenUrl: string;
}): Promise<string> {
  const authorization = `Basic ${Buffer.from(`${encodeURIComponent(id)}:${encodeURIComponent(secret)}`).toString("base64")}`;
  const body = new URLSearchParams({ grant_type: "client_credentials" });
  const answer = await fetch(tokenUrl, { method: "POST", headers: { authorization }, body });
  return ((await answer.json()) as { access_token: string }).access_token;
}
