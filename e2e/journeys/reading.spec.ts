import { findOrder } from "../ground-truth.ts";
import { expect, test } from "./signed-in.ts";

for (const lang of ["ru", "en"] as const) {
  test.describe(lang, () => {
    test.use({ lang });
    test(`no page in ${lang} is drawn otherwise by the browser than by the server, nor wider than a phone`, async ({ page, info }) => {
      const { orderId } = findOrder(info, { state: "stuck", cause: "never-consumed" });
      await page.setViewportSize({ width: 390, height: 844 });
      for (const path of ["/", "/board", "/traces", "/sources", "/import", `/orders/${orderId}`, "/orders/nobody", "/nowhere"]) {
        await page.goto(path);
        await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
        expect(await page.title(), path).toMatch(/^.+ · Loupe$/);
        expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth), path).toBe(0);
        const header = page.getByRole("banner");
        if ((await header.count()) > 0) expect((await header.boundingBox())?.height, path).toBeLessThan(100);
      }
    });
  });
}

test("an order's wait is one number on its page, and its tab says the state", async ({ page, order, info }) => {
  const { orderId } = findOrder(info, { state: "stuck", cause: "never-consumed" });
  await order.open(orderId);
  await expect(page).toHaveTitle(`⬢ ${orderId} stuck · Loupe`);
  const wait = order.verdict.locator("b").first();
  await expect(async () => {
    const said = (await wait.textContent()) ?? "";
    expect(said).toMatch(/\d/);
    await expect(order.state).toHaveText(`stuck for ${said}`, { timeout: 100 });
  }).toPass();
});

test("from the search by keys alone, Tab goes on within the order's page", async ({ search, page, order, info }) => {
  const { orderId } = findOrder(info, { state: "failed" });
  await search.open();
  await page.keyboard.press("/");
  await page.keyboard.type(orderId);
  await page.keyboard.press("Enter");
  await expect(order.heading).toContainText(orderId);
  await expect(page.locator("#content")).toBeFocused();
  await page.keyboard.press("Tab");
  await expect(page.getByRole("button", { name: "Copy for a ticket" })).toBeFocused();
});
