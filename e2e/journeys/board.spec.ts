import { makeHungOrder, makeItArrive } from "../hung-order.ts";
import { expect, test } from "./signed-in.ts";

test("an order that hangs appears on the open board by itself, is rung, said aloud and in the tab; when it arrives after all it goes, and its case says how late it was", async ({
  board,
  page,
  info,
}) => {
  test.setTimeout(120_000);
  await page.addInitScript(() => {
    const make = AudioContext.prototype.createOscillator;
    AudioContext.prototype.createOscillator = function (this: AudioContext) {
      document.documentElement.dataset["notes"] = String(Number(document.documentElement.dataset["notes"] ?? 0) + 1);
      return make.call(this);
    };
  });
  await board.open();
  await expect(board.live).toHaveAttribute("data-stream", "live");
  // Off until it is wanted; the click plays what a new group will sound like: two notes.
  await board.sound.click();
  await expect(page.locator("html")).toHaveAttribute("data-notes", "2");
  const hung = await makeHungOrder(info);
  const row = board.groups.filter({ hasText: hung.error });
  await expect(row).toBeVisible({ timeout: 45_000 });
  await expect(page.getByTestId("announcer")).not.toBeEmpty();
  await expect(page.locator("html")).not.toHaveAttribute("data-notes", "2");
  await expect(page).toHaveTitle(/^\(\d+\) ⬢|^\(\d+\) ✕/);
  const path = await row.getByRole("link").first().getAttribute("href");
  await makeItArrive(info, hung);
  await expect(row).toBeHidden({ timeout: 45_000 });
  await page.goto(path ?? "");
  await expect(page.getByTestId("ended")).toContainText(/late by/);
});

test("by the keyboard alone: find the group, take it into work, write a comment, open its case", async ({ board, oneCase, page, info }) => {
  test.setTimeout(120_000);
  await board.open();
  const hung = await makeHungOrder(info);
  const row = board.groups.filter({ hasText: hung.error });
  await expect(row).toBeVisible({ timeout: 45_000 });
  await page.keyboard.press("/");
  await page.keyboard.type(hung.orderId);
  await expect(board.groups).toHaveCount(1);
  await page.keyboard.press("Enter");
  await expect(row.getByRole("link").first()).toBeFocused();
  await page.keyboard.press("a");
  await expect(row.locator("[data-case-state]").last()).toHaveAttribute("data-case-state", "acknowledged");
  await expect(board.outcome).toContainText("Taken into work");
  await page.keyboard.press("c");
  await page.keyboard.type("Asked the CRM team");
  await page.keyboard.press("Control+Enter");
  await expect(board.outcome).toContainText("Comment written");
  await row.getByRole("link").first().focus();
  await page.keyboard.press("Enter");
  await expect(oneCase.state).toHaveAttribute("data-case-state", "acknowledged");
  await expect(oneCase.clocks).toContainText(["deadline passed", "detected", "taken into work", "recovered"]);
  await expect(oneCase.history.filter({ hasText: "Asked the CRM team" })).toBeVisible();
  await expect(oneCase.history.last()).toContainText("Loupe");
  await page.keyboard.press("r");
  await page.keyboard.type("Was a journey");
  await page.getByRole("checkbox").check();
  await page.keyboard.press("Control+Enter");
  await expect(oneCase.state).toHaveAttribute("data-case-state", "resolved");
  await expect(page.getByTestId("ended")).toContainText("false alarm");
  await page.goto(`/orders/${hung.orderId}`);
  await expect(page.getByTestId("case-strip").locator("[data-case-state]")).toHaveAttribute("data-case-state", "resolved");
});

test("who reads an order's page sees that it has become a case, and takes it right there", async ({ page, order, info }) => {
  test.setTimeout(120_000);
  const hung = await makeHungOrder(info);
  const strip = page.getByTestId("case-strip");
  // Until its spans have been read there is no such order to show.
  await expect(async () => {
    await order.open(hung.orderId);
    await expect(strip).toBeVisible({ timeout: 6_000 });
  }).toPass({ timeout: 60_000 });
  await strip.getByRole("button", { name: "Acknowledge" }).click();
  await expect(strip.locator("[data-case-state]")).toHaveAttribute("data-case-state", "acknowledged");
  await strip.getByRole("link", { name: "Case" }).click();
  await expect(page.getByTestId("owner")).not.toHaveText("nobody");
});

test("what narrows the board is in its address: a link, a reload and the way back show the same", async ({ board, page }) => {
  await board.open();
  await expect(board.groups.first()).toBeVisible();
  const all = await board.groups.count();
  await board
    .chain("price-calculation")
    .getByRole("button", { name: /CRM API/ })
    .click();
  await expect(page).toHaveURL(/chain=price-calculation&step=crm-api/);
  await expect(board.groups.first()).toContainText("Price calculation → CRM API");
  const some = await board.groups.count();
  expect(some).toBeLessThan(all);
  await page.reload();
  await expect(board.groups).toHaveCount(some);
  await page.goBack();
  await expect(page).not.toHaveURL(/chain=/);
  await expect(board.groups).toHaveCount(all);
});

test("a command that is refused is taken back where it was shown, says why, and can be tried again", async ({ board, page }) => {
  await board.open();
  const row = board.groups.first();
  await expect(row).toBeVisible();
  await page.route(/\/api\/v1\/cases\/[^/]+\/snooze/, (route) => route.fulfill({ status: 409, json: { detail: "Somebody was faster." } }));
  const before = await row.locator("[data-case-state]").count();
  await page.keyboard.press("j");
  await page.keyboard.press("s");
  const ask = page.getByRole("dialog");
  await expect(ask).toBeVisible();
  // Keys of the page below mean nothing while it asks.
  await page.keyboard.press("a");
  await ask.getByRole("button", { name: "1 h", exact: true }).click();
  await expect(board.outcome).toContainText("Somebody was faster.");
  await expect(row.locator("[data-case-state]")).toHaveCount(before);
  await page.unroute(/\/api\/v1\/cases\/[^/]+\/snooze/);
  await board.outcome.getByRole("button", { name: "Try again" }).click();
  await expect(row.locator('[data-case-state="snoozed"]:visible')).toBeVisible();
});

test("without the stream the board says so and goes on asking; what cannot be asked is never 'nothing hangs'", async ({
  board,
  page,
  tolerate,
}) => {
  tolerate(/ERR_FAILED|502/, "the stream is cut and the board's questions are answered 502 on purpose");
  await page.route(/\/api\/v1\/stream/, (route) => route.abort());
  await board.open();
  await expect(board.live).toHaveAttribute("data-stream", "broken");
  await page.waitForResponse(/\/api\/v1\/groups/);
  await page.route(/\/api\/v1\/(board|groups)/, (route) => route.fulfill({ status: 502, json: { detail: "jaeger: refused" } }));
  await expect(page.getByText("jaeger: refused").first()).toBeVisible();
  await expect(board.nothingHangs).toHaveCount(0);
});

test("a wall has no chrome, and is loud as soon as it can no longer be believed", async ({ board, page, tolerate }) => {
  tolerate(/ERR_FAILED/, "every question fails on purpose");
  await board.open("?wall=1");
  await expect(board.wall).toBeVisible();
  await expect(page.getByRole("banner")).toBeHidden();
  await expect(page.getByTestId("wall-alarm")).toHaveCount(0);
  await page.route(/\/api\/v1\//, (route) => route.abort());
  await expect(page.getByTestId("wall-alarm")).toContainText("CONNECTION LOST");
  await page.unrouteAll();
  await expect(page.getByTestId("wall-alarm")).toHaveCount(0);
  await page.keyboard.press("Escape");
  await expect(page.getByRole("banner")).toBeVisible();
});
