import { openBrowser, type TestBrowser } from "./browser.ts";

/** For tests: the bundled issuer asked as scripts and devices ask it. */
export function issuerClient(url: string) {
  const basic = (id: string, secret: string): string =>
    `Basic ${Buffer.from(`${encodeURIComponent(id)}:${encodeURIComponent(secret)}`).toString("base64")}`;
  const post = async (path: string, body: Readonly<Record<string, string>>, headers: Readonly<Record<string, string>> = {}) => {
    const answer = await fetch(`${url}/oidc/${path}`, { method: "POST", body: new URLSearchParams(body), headers, redirect: "manual" });
    const text = await answer.text();
    const said = (text.startsWith("{") ? JSON.parse(text) : {}) as Readonly<Record<string, string>>;
    return { status: answer.status, said, text, headers: answer.headers };
  };
  const asScript = (scope = "", id = "script", secret = "script/secret+1") =>
    post("token", { grant_type: "client_credentials", ...(scope && { scope }) }, { authorization: basic(id, secret) });
  const startDevice = async (scope = "openid") => (await post("device/auth", { client_id: "loupe-device", ...(scope && { scope }) })).said;
  const field = (html: string, name: string): string => new RegExp(`name="${name}" value="([^"]*)"`).exec(html)?.[1] ?? "";
  /** A person opens the page of the code and answers it. @returns the page that came of it */
  const answerDevice = async (code: string, answer: "confirm" | "abort", browser: TestBrowser = openBrowser()) => {
    const form = (page: string, more: Readonly<Record<string, string>>) =>
      browser.go(`${url}/oidc/device`, { method: "POST", body: new URLSearchParams({ xsrf: field(page, "xsrf"), ...more }) });
    const opened = await browser.go(`${url}/oidc/device?user_code=${encodeURIComponent(code)}`);
    const asked = await form(opened.text, { user_code: field(opened.text, "user_code") });
    return { opened, asked, answered: await form(asked.text, { user_code: code, [answer]: "yes" }), browser };
  };
  const redeem = (code: string) =>
    post("token", { grant_type: "urn:ietf:params:oauth:grant-type:device_code", client_id: "loupe-device", device_code: code });
  return {
    ...{ basic, post, asScript, startDevice, answerDevice, redeem },
    refresh: (token: string) => post("token", { grant_type: "refresh_token", client_id: "loupe-device", refresh_token: token }),
    /** From the start to the tokens. */
    async signDeviceIn(user: string, scope?: string) {
      const started = await startDevice(scope);
      const { answered, browser } = await answerDevice(started["user_code"] ?? "", "confirm");
      await browser.go(answered.url, { method: "POST", body: new URLSearchParams({ user, password: `${user}-password` }) });
      return (await redeem(started["device_code"] ?? "")).said;
    },
    async viewer(token: string | undefined) {
      const answer = await fetch(`${url}/api/x`, { headers: { authorization: `Bearer ${token}` } });
      const body = (await answer.json()) as { readonly viewer?: { readonly sub: string; readonly rights: readonly string[] } };
      return { status: answer.status, sub: body.viewer?.sub, rights: body.viewer?.rights };
    },
  };
}
