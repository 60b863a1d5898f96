import type { Browser, Page } from "playwright/test";
import { type DemoInfo, readDemoInfo } from "../demo-info.ts";
import { type HungOrder, makeHungOrder } from "../hung-order.ts";
import { RevealBar } from "../pages/reveal-bar.ts";
import { expect, test } from "./signed-in.ts";

const MAIL = "journey.customer@shop.example";
const SECRET = "journey-secret-0815";
const REASON = "ticket 4711: the customer asks where the order is";

/** The order's own span with a person in it, as careless code writes it. */
async function plantPerson(info: DemoInfo, { traceId, orderId }: HungOrder): Promise<string> {
  const spanId = [...crypto.getRandomValues(new Uint8Array(8))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  const keyed = (attributes: Readonly<Record<string, string>>) =>
    Object.entries(attributes).map(([key, value]) => ({ key, value: { stringValue: value } }));
  const start = BigInt(Date.now() - 9_000) * 1_000_000n;
  const span = {
    ...{
      traceId,
      spanId,
      name: "validate customer",
      kind: 1,
      startTimeUnixNano: String(start),
      endTimeUnixNano: String(start + 30_000_000n),
    },
    attributes: keyed({ order_id: orderId, "customer.email": MAIL, password: SECRET }),
  };
  const resource = { attributes: keyed({ "service.name": "mes-api", "service.instance.id": "mes-api-1" }) };
  const answer = await fetch(info.otlpUrl, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ resourceSpans: [{ resource, scopeSpans: [{ spans: [span] }] }] }),
  });
  if (!answer.ok) throw new Error(`OTLP answered ${answer.status}`);
  return spanId;
}

async function openAs(browser: Browser, info: DemoInfo, uid: string): Promise<Page> {
  const user = info.users.find(({ name }) => name === uid);
  if (!user) throw new Error(`the demo has no ${uid}`);
  const page = await (await browser.newContext({ viewport: { width: 1440, height: 900 } })).newPage();
  await page.goto(info.url);
  await page.locator('input[autocomplete="username"]').fill(user.name);
  await page.locator('input[type="password"]').fill(user.password);
  await page.locator('button[type="submit"]').click();
  await page.getByTestId("zone").waitFor({ state: "attached" });
  return page;
}

const panelOf = (page: Page) => page.locator("#waterfall aside").first();

test.describe("reveal", () => {
  let hung: HungOrder;
  let spanId: string;
  test.beforeAll(async () => {
    const info = readDemoInfo();
    hung = await makeHungOrder(info);
    spanId = await plantPerson(info, hung);
  });
  const address = () => `/orders/${hung.orderId}?span=${spanId}`;

  test("a reason shows the customer to one person, marked and with the time that is left; hidden again nothing stays", async ({
    browser,
    info,
    page,
  }) => {
    const mine = await openAs(browser, info, "dpo");
    const wrong: string[] = [];
    mine.on("console", (message) => message.type() === "error" && wrong.push(message.text()));
    await expect(async () => {
      await mine.goto(address());
      await expect(panelOf(mine)).toContainText("email-", { timeout: 3_000 });
    }).toPass();
    await expect(mine.locator("body")).not.toContainText(MAIL);
    const bar = new RevealBar(mine);

    await bar.ask.focus();
    await mine.keyboard.press("Enter");
    await expect(bar.reason).toBeFocused();
    await mine.keyboard.type("short");
    await expect(bar.send).toBeDisabled();
    await mine.keyboard.press("Escape");
    await expect(bar.ask).toBeFocused();
    await mine.keyboard.press("Enter");
    await bar.reason.fill(REASON);
    await mine.keyboard.press("Control+Enter");

    await expect(bar.timer).toHaveText(/^(10:00|9:\d\d)$/);
    await expect(bar.hide).toBeFocused();
    await expect(bar.bar).toContainText(REASON);
    await expect(panelOf(mine).locator("mark")).toContainText([MAIL]);
    await expect(mine.locator("h1 ~ span mark").first()).toContainText("journey");
    await expect(mine.locator("body")).not.toContainText(SECRET);

    // Others, and this person's other orders, see nothing of it.
    await page.goto(address());
    await expect(panelOf(page)).toContainText("email-");
    await expect(new RevealBar(page).bar).toHaveCount(0);
    const span = `/api/v1/traces/${hung.traceId}/spans/${spanId}`;
    expect(await (await page.request.get(span)).text()).not.toContain(MAIL);
    expect(await (await mine.request.get(span)).text()).toContain(MAIL);
    expect(await (await mine.request.get(`/api/v1/traces/${hung.traceId}?masked=1`)).text()).not.toContain(MAIL);

    await bar.hide.click();
    await expect(bar.bar).toContainText("Hidden again");
    await expect(bar.ask).toBeFocused();
    await expect(panelOf(mine)).toContainText("email-");
    await expect(mine.locator("body")).not.toContainText(MAIL);
    expect(await (await mine.request.get(span)).text()).not.toContain(MAIL);
    expect(wrong).toEqual([]);
    await mine.context().close();
  });

  test("the page forgets after ten minutes by itself, and another tab with it", async ({ browser, info }) => {
    const mine = await openAs(browser, info, "dpo");
    await mine.clock.install();
    await mine.goto(`/traces/${hung.traceId}?span=${spanId}`);
    const other = await mine.context().newPage();
    await other.goto(address());
    await expect(panelOf(other)).toContainText("email-");
    const bar = new RevealBar(mine);
    await bar.reveal(REASON);
    await expect(panelOf(mine).locator("mark")).toContainText([MAIL]);
    // The other tab is about the order, and the reveal is of the trace: nothing there says that it is revealed, so nothing is.
    await expect(other.locator("body")).not.toContainText(MAIL);
    await mine.clock.fastForward("10:01");
    await expect(bar.bar).toContainText("The ten minutes are over");
    await expect(panelOf(mine)).toContainText("email-");
    await expect(mine.locator("body")).not.toContainText(MAIL);
    await mine.context().close();
  });

  test("a token is refused in words, a stranger to the right is refused as such", async ({ info, request, page }) => {
    const { id, secret, tokenUrl } = info.apiClient;
    const token = await request.post(tokenUrl, {
      headers: { authorization: `Basic ${Buffer.from(`${id}:${encodeURIComponent(secret)}`).toString("base64")}` },
      form: { grant_type: "client_credentials" },
    });
    const { access_token } = (await token.json()) as { access_token: string };
    const data = { subject: `order/${hung.orderId}`, reason: REASON };
    const refused = await request.post(`${info.url}/api/v1/reveals`, { headers: { authorization: `Bearer ${access_token}` }, data });
    expect(refused.status()).toBe(403);
    const lead = await page.request.post("/api/v1/reveals", { headers: { origin: new URL(info.url).origin }, data });
    expect(lead.status()).toBe(403);
    expect(await lead.text()).toContain('\\"reveal\\"');
  });
});
