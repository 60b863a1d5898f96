import { findOrder } from "../ground-truth.ts";
import { expect, test } from "./signed-in.ts";

test("a deadline is changed, tried on the past, saved with a reason, holds at once, and is taken back", async ({ page }) => {
  const promised = async () => {
    const answer = await page.request.get("/api/v1/deadlines");
    const { chains } = (await answer.json()) as { chains: { chainId: string; steps: { stepId: string; softMs: number | null }[] }[] };
    return chains.find(({ chainId }) => chainId === "active-orders")?.steps.find(({ stepId }) => stepId === "mes-db")?.softMs;
  };
  await page.goto("/settings");
  const soft = page.getByLabel("Soft deadline of MES database").last();
  await expect(soft).toHaveValue("3 s");
  await soft.fill("soon");
  await expect(page.getByText("a length: 30 s")).toBeVisible();
  await expect(page.getByRole("button", { name: "Save and apply" })).toBeDisabled();
  await soft.fill("2 s");
  await page.getByRole("button", { name: "Try on the past" }).click();
  const trial = page.getByTestId("backtest");
  await expect(trial.getByText("cases opened")).toBeVisible({ timeout: 45_000 });
  await expect(trial).toContainText("orders and requests since");
  await page.getByLabel("Why?").fill("operators asked");
  await page.getByRole("button", { name: "Save and apply" }).click();
  await expect(page.getByRole("status").filter({ hasText: "is saved and holds" })).toBeVisible();
  await expect(page.getByTestId("in-force")).toContainText(/version \d+/);
  await expect(soft).toHaveValue("2 s");
  expect(await promised()).toBe(2_000);

  await page.getByRole("link", { name: "Versions" }).click();
  const newest = page.locator("[data-version]").first();
  await expect(newest).toContainText("operators asked");
  await newest.getByRole("button", { name: /What version/ }).click();
  await expect(page.getByTestId("diff")).toContainText("soft: 2s");
  await page.getByRole("button", { name: "Go back to this" }).last().click();
  await page.getByRole("dialog").getByRole("button", { name: "Go back to this" }).click();
  await expect(page.getByRole("status").filter({ hasText: "is saved and holds" })).toBeVisible();
  expect(await promised()).toBe(3_000);
});

test("a lead reads the chain file and cannot change it", async ({ page }) => {
  await page.goto("/settings?tab=chains");
  await expect(page.getByLabel("The chain file, YAML")).toHaveAttribute("readonly", "");
  await expect(page.getByText("needs the role of an administrator")).toBeVisible();
});

test("an order as it was known then says so loudly, with a way through its changes and back to now", async ({ page, info }) => {
  const { orderId } = findOrder(info, { chainId: "price-calculation", state: "stuck", cause: "never-consumed" });
  await page.goto(`/orders/${orderId}`);
  await page.getByText("What was said when").click();
  const past = page.getByTestId("as-of");
  await expect(past).toContainText("As it was known at");
  await expect(past).toContainText(/change \d+ of \d+/);
  const [, at, of] = /change (\d+) of (\d+)/.exec((await past.textContent()) ?? "") ?? [];
  await past.getByRole("button", { name: "Previous change" }).click();
  // An order of the history has changes from before Loupe heard of it.
  await expect(past).toContainText(new RegExp(`Loupe learnt this later|change ${Number(at) - 1} of ${of}`));
  await past.getByRole("button", { name: "Back to now" }).click();
  await expect(past).toBeHidden();
  await expect(page.getByTestId("verdict")).toBeVisible();
});

test("the board of ten minutes ago says that it is not now", async ({ page }) => {
  await page.goto("/board");
  await page.getByRole("button", { name: "An earlier moment" }).click();
  const past = page.getByTestId("as-of");
  await expect(past).toContainText("As it was known at");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("What hung then");
  await past.getByRole("button", { name: "1 min earlier", exact: true }).click();
  await past.getByRole("button", { name: "Back to now" }).click();
  await expect(past).toBeHidden();
});
