import { findOrder } from "../ground-truth.ts";
import { expect, test } from "./signed-in.ts";

test("an attribute and a duration find the traces that have both, and the address is the search", async ({ traces, page, info }) => {
  const { orderId } = findOrder(info, { state: "done", scenario: "healthy" });
  await traces.open();
  await expect(traces.rows.first()).toBeVisible();
  await traces.attribute.fill(`order_id:${orderId}`);
  await traces.attribute.press("Enter");
  await expect(page).toHaveURL(/attribute=order_id%3A/);
  await expect(traces.rows.first()).toContainText(orderId);
  const all = await traces.rows.count();
  await traces.least.fill("0.4s");
  await traces.least.press("Enter");
  await expect(page).toHaveURL(/minDurationMs=400/);
  await expect(async () => expect(await traces.rows.count()).toBeLessThanOrEqual(all)).toPass();
  for (const row of await traces.rows.all()) await expect(row).toContainText(orderId);
  const other = await page.context().newPage();
  await other.goto(page.url());
  await expect(other.locator("tbody tr[data-trace]").first()).toContainText(orderId);
  await expect(other.getByLabel("Duration at least")).toHaveValue("400ms");
});

test("what cannot be meant is said, and nothing is asked", async ({ traces, page }) => {
  await traces.open();
  await traces.least.fill("soon");
  await traces.least.press("Enter");
  await expect(page.getByRole("alert").filter({ hasText: "is no duration" })).toBeVisible();
  await expect(page).not.toHaveURL(/minDurationMs/);
});

test("a box in the plot narrows time and duration, and Back widens again", async ({ traces, page }) => {
  await traces.open("?range=1h");
  await expect(traces.rows.first()).toBeVisible();
  await traces.drawBox(0.3, 0.1, 0.9, 0.7);
  await expect(page).toHaveURL(/from=.*&to=|to=.*from=/);
  await expect(page).toHaveURL(/minDurationMs=.*maxDurationMs=/);
  const asked = new URL(page.url()).searchParams;
  expect(Date.parse(asked.get("from") ?? "")).toBeLessThan(Date.parse(asked.get("to") ?? ""));
  expect(Number(asked.get("minDurationMs"))).toBeLessThan(Number(asked.get("maxDurationMs")));
  await expect(page.getByRole("button", { name: "Back to the whole" })).toBeVisible();
  await page.goBack();
  await expect(page).not.toHaveURL(/minDurationMs/);
  await expect(traces.rows.first()).toBeVisible();
});

test("rows are sorted by a column, and it is said that only these are sorted", async ({ traces, page }) => {
  await traces.open();
  await traces.heading("spanCount").getByRole("button").click();
  await expect(page).toHaveURL(/sort=-spanCount/);
  await expect(traces.heading("spanCount")).toHaveAttribute("aria-sort", "descending");
  await expect(traces.found).toContainText("Sorted among these");
  const counts = (await traces.column("Spans")).map(Number);
  expect(counts.length).toBeGreaterThan(10);
  expect(counts).toEqual([...counts].sort((a, b) => b - a));
});

test("heartbeats are hidden, said so, and shown by one click", async ({ traces, page }) => {
  await traces.open();
  await expect(traces.rows.first()).toBeVisible();
  await expect(traces.rows.filter({ hasText: "heartbeat" })).toHaveCount(0);
  await traces.found.getByRole("button", { name: /housekeeping traces? hidden/ }).click();
  await expect(page).toHaveURL(/housekeeping=show/);
  await expect(traces.rows.filter({ hasText: "heartbeat" }).first()).toBeVisible();
});

test("columns are chosen once and are there at the next visit's first paint; the keyboard opens a row", async ({ traces, page }) => {
  await traces.open();
  await page.getByText("Columns", { exact: true }).click();
  await page.getByRole("checkbox", { name: "Trace id" }).check();
  await page.keyboard.press("Escape");
  await traces.open();
  await expect(traces.heading("traceId")).toBeVisible();
  await page.locator("h1").click();
  await page.keyboard.press("j");
  await expect(traces.picked).toHaveCount(1);
  const traceId = await traces.picked.getAttribute("data-trace");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(new RegExp(`/traces/${traceId}`));
});
