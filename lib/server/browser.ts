/** As it was before Next, in the same process, put its own in place of it: whose answers cannot be cancelled. */
export const plainFetch = globalThis.fetch;

/** A browser for tests, without a browser: cookies by name and path, redirects followed by hand. */
export interface TestBrowser {
  readonly cookies: Map<string, { readonly value: string; readonly path: string }>;
  /** One request; `visited` grows with every hop. */
  request(url: string, init?: RequestInit): Promise<Response>;
  /** Follows redirects to the end. */
  go(url: string, init?: RequestInit): Promise<{ readonly url: string; readonly response: Response; readonly text: string }>;
}

export function openBrowser(): TestBrowser {
  const cookies: TestBrowser["cookies"] = new Map();
  const request = async (url: string, init: RequestInit = {}): Promise<Response> => {
    const path = new URL(url).pathname;
    const sent = [...cookies].filter(([, { path: under }]) => path === under || path.startsWith(under.endsWith("/") ? under : `${under}/`));
    const headers = new Headers(init.headers);
    if (sent.length > 0) headers.set("cookie", sent.map(([name, { value }]) => `${name}=${value}`).join("; "));
    const response = await plainFetch(url, { ...init, headers, redirect: "manual" });
    for (const line of response.headers.getSetCookie()) {
      const [, name = "", value = ""] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      const expired = /expires=thu, 01 jan 1970/i.test(line) || /max-age=0/i.test(line);
      if (expired || value === "") cookies.delete(name);
      else cookies.set(name, { value, path: /path=([^;]+)/i.exec(line)?.[1] ?? "/" });
    }
    return response;
  };
  return {
    cookies,
    request,
    async go(url, init) {
      let at = url;
      let response = await request(at, init);
      for (let hop = 0; hop < 20 && response.status >= 300 && response.status < 400; hop++) {
        await response.body?.cancel();
        at = new URL(response.headers.get("location") ?? "", at).href;
        response = await request(at);
      }
      return { url: at, response, text: await response.text() };
    },
  };
}

/** Through the issuer's login page, from any address that leads to it. */
export async function signInWith(browser: TestBrowser, url: string, user: string, password: string) {
  const page = await browser.go(url);
  const body = new URLSearchParams({ user, password });
  return browser.go(page.url, { method: "POST", body, headers: { "content-type": "application/x-www-form-urlencoded" } });
}
