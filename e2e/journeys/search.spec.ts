import { expect, test } from "./signed-in.ts";

test("what hangs now leads to the orders behind the number", async ({ search, page }) => {
  await search.open();
  await expect(page.getByRole("heading", { level: 1, name: "Orders" })).toBeVisible();
  await search.chain("price-calculation").getByRole("button", { name: /stuck/ }).click();
  await expect(page).toHaveURL(/state=stuck/);
  await expect(page).toHaveURL(/chain=price-calculation/);
  await expect(search.rows.first()).toContainText("stuck");
  await page.goBack();
  await expect(page).not.toHaveURL(/state=stuck/);
});

test("filters are in the address: a copied link shows the same list", async ({ search, page }) => {
  await search.open("?state=failed");
  await expect(page.getByRole("button", { name: "failed", exact: true })).toHaveAttribute("aria-pressed", "true");
  await expect(search.rows.first().locator("[data-state]")).toHaveAttribute("data-state", "failed");
});

test("nothing found is said with what was asked, and is not the same as not being able to ask", async ({ search, page, tolerate }) => {
  tolerate(/502/, "the search is answered 502 on purpose");
  await search.open("?query=nothing-begins-so");
  await expect(page.getByText("No order matches")).toBeVisible();
  await expect(page.getByText(/The data are complete up to/)).toBeVisible();
  await page.route(/\/api\/v1\/orders\?/, (route) => route.fulfill({ status: 502, json: { detail: "jaeger: refused" } }));
  await page.getByRole("button", { name: "stuck", exact: true }).click();
  await expect(page.getByText("This could not be asked")).toBeVisible();
  await expect(page.getByText("jaeger: refused")).toBeVisible();
});

test("the keyboard alone goes from the search to an order's span", async ({ search, order, page }) => {
  await search.open("?state=stuck");
  await expect(search.rows.first()).toBeVisible();
  await page.keyboard.press("j");
  await page.keyboard.press("j");
  await page.keyboard.press("k");
  await expect(search.picked).toHaveCount(1);
  const orderId = await search.picked.getAttribute("data-order");
  await page.keyboard.press("Enter");
  await expect(order.heading).toContainText(orderId ?? "");
  await page.keyboard.press("/");
  await expect(search.box).toBeFocused();
  await page.keyboard.type(orderId ?? "");
  await page.keyboard.press("Escape");
  await expect(search.box).not.toBeFocused();
  await page.keyboard.press("?");
  await expect(page.getByRole("dialog", { name: "Keys" })).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(page.getByRole("dialog")).toBeHidden();
  await expect(order.rows.first()).toBeAttached();
  await page.getByRole("tree").focus();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/span=/);
});

test("language and theme are chosen once and are there at the next visit's first paint", async ({ search, page }) => {
  await search.open();
  await page.getByRole("button", { name: "Русский" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Заказы");
  await page.getByRole("button", { name: /Тема/ }).click();
  await expect(page.locator("html")).toHaveAttribute("data-theme", "light");
  await page.getByRole("button", { name: /Тема/ }).click();
  const html = await (await page.request.get("/")).text();
  expect(html).toContain('lang="ru"');
  expect(html).toContain('data-theme="dark"');
});

test("times are in the reader's zone, the zone is named, and UTC is a hover away", async ({ search, page }) => {
  await search.open();
  await expect(page.getByTestId("zone")).toContainText("GMT+3");
  const time = search.rows.first().locator("time").first();
  const utc = await time.getAttribute("title");
  const hour = Number(/ (\d\d):/.exec(utc ?? "")?.[1]);
  await expect(time).toContainText(`${String((hour + 3) % 24).padStart(2, "0")}:`);
});
