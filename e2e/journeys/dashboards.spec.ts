import { readFile } from "node:fs/promises";
import { DashboardsPage } from "../pages/dashboards-page.ts";
import { expect, test } from "./signed-in.ts";

test("the overview shows the four figures, the chains and what got worse, and each leads on", async ({ page }) => {
  const dash = new DashboardsPage(page);
  await dash.open("/overview");
  await expect(dash.figure("errors").getByTestId("value")).toHaveText(/\d.*%/);
  await expect(dash.figure("on-time").getByTestId("value")).toHaveText(/\d.*%/);
  await expect(page.getByTestId("what-got-worse")).toBeVisible();
  await page.getByTestId("chain-price-calculation").getByRole("link", { name: "Price calculation" }).click();
  await expect(page).toHaveURL(/\/chains\/price-calculation/);
  await expect(page.getByTestId("funnel")).toContainText("MES API");
  await expect(page.getByTestId("steps")).toContainText("3D storage");
});

test("a box on the heatmap leads to the orders in it, is in the address, and a copied address draws it again", async ({ page }) => {
  const dash = new DashboardsPage(page);
  await dash.open("/chains/price-calculation?range=6h&refresh=0");
  await dash.brush.waitFor();
  await dash.drawBox();
  await expect(page).toHaveURL(/box=/);
  const first = dash.boxPanel.getByRole("table", { name: "Orders" }).getByRole("link").first();
  const orderId = await first.textContent();
  const address = page.url();
  await first.click();
  await expect(page).toHaveURL(new RegExp(`/orders/${orderId}`));
  await page.goto(address);
  await expect(dash.boxPanel.getByRole("link", { name: orderId ?? "" }).first()).toBeVisible();
  await expect(page.getByTestId("heat-box")).toBeVisible();
  await page.getByRole("button", { name: "Let go of the box" }).click();
  await expect(page).not.toHaveURL(/box=/);
});

test("by keys alone: a box is drawn, opened and let go, and a chart is read aloud", async ({ page }) => {
  const dash = new DashboardsPage(page);
  await dash.open("/chains/price-calculation?range=6h&refresh=0");
  await dash.brush.focus();
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("Shift+ArrowRight");
  await page.keyboard.press("Shift+ArrowUp");
  await page.keyboard.press("Enter");
  await expect(dash.boxPanel).toBeVisible();
  await dash.brush.focus();
  await page.keyboard.press("Escape");
  await expect(dash.boxPanel).toBeHidden();
  const slider = page.getByRole("slider", { name: "Latency quantiles" });
  await slider.focus();
  await page.keyboard.press("End");
  await page.keyboard.press("ArrowLeft");
  // Where the newest bucket is a gap, that is what is said.
  await expect(slider).toHaveAttribute("aria-valuetext", /\d\d:\d\d: (.*p95|no data)/);
});

test("range, comparison and zone are in the address; a reload shows the same", async ({ page }) => {
  const dash = new DashboardsPage(page);
  await dash.open("/services");
  await page.getByRole("button", { name: "1 h", exact: true }).click();
  await page.getByText("Dates…").click();
  await page.getByLabel("Compare with").selectOption("week");
  await page.getByLabel("Time zone").selectOption("UTC");
  await expect(page).toHaveURL(/range=1h.*compare=week.*tz=UTC/);
  await page.reload();
  await expect(page.getByText(/Last hour against last week · UTC/)).toBeVisible();
  await page.getByTestId("services").getByRole("link", { name: "CRM API" }).click();
  await expect(page).toHaveURL(/\/services\/crm-api\?range=1h&compare=week&tz=UTC/);
});

test("a chart is a table too, and a file: the counts of both are the API's", async ({ page }) => {
  const dash = new DashboardsPage(page);
  await dash.open("/chains/order-creation?range=1h&refresh=0");
  const chart = page.getByRole("figure", { name: "Executions" });
  await chart.getByRole("button", { name: "Table" }).click();
  await expect(chart.getByRole("table").getByRole("row").nth(1)).toBeVisible();
  await chart.getByText("Save", { exact: true }).click();
  const waiting = page.waitForEvent("download");
  await chart.getByRole("button", { name: /as CSV/ }).click();
  const download = await waiting;
  const csv = await readFile(await download.path(), "utf8");
  expect(csv).toContain("at,count,errors,timeouts,meanMs,p50Ms,p95Ms,p99Ms");
  expect(csv.trim().split("\n").length).toBeGreaterThan(50);
});

test("the weekly report prints: figures, chains and incidents on paper, without the page's controls", async ({ page }) => {
  const dash = new DashboardsPage(page);
  const today = new Date().toISOString().slice(0, 10);
  await dash.open(`/report?week=${today}`);
  await expect(dash.figure("errors").getByTestId("value")).toHaveText(/%/);
  await expect(page.getByTestId("chain-cards")).toBeVisible();
  await page.emulateMedia({ media: "print" });
  await expect(page.getByRole("button", { name: "Print" })).toBeHidden();
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  expect((await page.pdf({ format: "A4" })).length).toBeGreaterThan(20_000);
});

test("what cannot be asked says so, and is no zero", async ({ page, tolerate }) => {
  tolerate(/502/, "the figures are answered 502 on purpose");
  const dash = new DashboardsPage(page);
  await page.route(/\/api\/v1\/kpis/, (route) => route.fulfill({ status: 502, json: { detail: "the store did not answer" } }));
  await dash.open("/overview");
  await expect(page.getByText("the store did not answer").first()).toBeVisible();
  await expect(page.getByTestId("chain-cards")).toBeVisible();
});

test.describe("a release", () => {
  test("is marked by a lead and stands on the charts as a line", async ({ page }) => {
    const dash = new DashboardsPage(page);
    const text = `crm-api ${Date.now()}`;
    await dash.open("/chains/price-calculation?range=1h");
    await page.getByText("Mark a release").click();
    await page.getByLabel("What happened").fill(text);
    await page.getByRole("button", { name: "Mark", exact: true }).click();
    await expect(page.locator("svg line title").filter({ hasText: text }).first()).toBeAttached();
  });
});
