import { setTimeout as pause } from "node:timers/promises";
import { openBrowser, signInWith, type TestBrowser } from "#lib/server/browser";

/** Somebody at one door and at no other: what another door finds out does not help this one. */
export interface Watched {
  readonly uid: string;
  readonly door: Door;
  readonly browser: TestBrowser;
}

export type Door = "page" | "api" | "stream" | "page of admins";

export async function enter(url: string, door: Door, uid: string, password: string): Promise<Watched> {
  const browser = openBrowser();
  const landed = await signInWith(browser, `${url}/sources`, uid, password);
  if (landed.response.status !== 200) throw new Error(`${uid} could not sign in: ${landed.response.status} ${landed.url}`);
  return { uid, door, browser };
}

/** Resolves when the door is closed: asked once a second, or told by the stream's end. */
export async function untilClosed(url: string, { door, browser }: Watched): Promise<void> {
  if (door === "stream") {
    const answer = await browser.request(`${url}/api/v1/stream`);
    if (answer.status !== 200 || answer.body === null) throw new Error(`the stream was answered ${answer.status}`);
    for await (const _ of answer.body as unknown as AsyncIterable<Uint8Array>);
    return;
  }
  const path = { page: "/sources", api: "/api/v1/orders?limit=1", "page of admins": "/audit" }[door];
  for (;;) {
    const answer = await browser.request(url + path);
    await answer.body?.cancel();
    if (answer.status !== 200) {
      const to = answer.headers.get("location") ?? "";
      const isClosed =
        door === "api" ? answer.status === 401 : answer.status === 307 && /^\/(signin|denied)/.test(new URL(to, url).pathname);
      if (!isClosed) throw new Error(`${path} was answered ${answer.status} ${to}`);
      return;
    }
    await pause(1_000);
  }
}
