import { findOrder } from "../ground-truth.ts";
import { expect, test } from "./signed-in.ts";

/** Each kind of trouble, as a developer is told of it: by the order's id alone. */
const KINDS = [
  {
    wanted: { state: "stuck", cause: "never-consumed", scenario: "lost-message" },
    en: /not consumed/,
    ru: /не прочитано/,
    step: "missing",
  },
  { wanted: { state: "stuck", cause: "dead-lettered" }, en: /dead-letter/, ru: /недоставленных/, step: null },
  { wanted: { state: "failed", cause: "timed-out" }, en: /timed out/, ru: /по времени|таймаут/i, step: "failed" },
  { wanted: { state: "stuck", cause: "silent" }, en: /awaited|nothing|no /i, ru: /ничего|нет/, step: "missing" },
] as const;

for (const { wanted, en, ru, step } of KINDS)
  test(`an order that is ${wanted.state}, ${wanted.cause}, is answered in one sentence, in both languages`, async ({
    search,
    order,
    page,
    info,
    baseURL,
  }) => {
    const truth = findOrder(info, wanted);
    await search.open();
    await search.find(truth.orderId);
    await expect(order.heading).toContainText(truth.orderId);
    await expect(order.state).toHaveAttribute("data-state", wanted.state);
    await expect(order.verdict).toContainText(en);
    if (step && truth.expect?.stepId) await expect(order.step(truth.chainId, truth.expect.stepId)).toHaveAttribute("data-step-state", step);
    await expect(order.rows.first()).toBeAttached();
    await page.context().addCookies([{ name: "loupe-lang", value: "ru", url: baseURL ?? "" }]);
    await page.reload();
    await expect(page.locator("html")).toHaveAttribute("lang", "ru");
    await expect(order.verdict).toContainText(ru);
  });

test("an order that was done says so, and its lanes are complete", async ({ order, info }) => {
  const truth = findOrder(info, { state: "done", scenario: "healthy" });
  await order.open(truth.orderId);
  await expect(order.lane(truth.chainId)).toContainText("done");
  await expect(order.lane(truth.chainId).locator('[data-step-state="done"]').first()).toBeVisible();
});

test("evidence leads to its span, and the address holds the choice", async ({ order, page, info }) => {
  const truth = findOrder(info, { state: "stuck", cause: "never-consumed", scenario: "lost-message" });
  await order.open(truth.orderId);
  await expect(order.rows.first()).toBeAttached();
  await order.verdict
    .getByRole("button", { name: /Show in the waterfall/ })
    .first()
    .click();
  await expect(page).toHaveURL(/[?&]span=[0-9a-f]{16}/);
  await expect(order.panel).toContainText("span_id");
  await page.reload();
  await expect(order.panel).toContainText("span_id");
});

test("an order that nobody knows is not found, and the page says up to when the data are complete", async ({ search, page }) => {
  await search.open();
  await search.find("no-such-order/..%2e");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Not found");
  await expect(page.getByText("no-such-order/..%2e")).toBeVisible();
  await expect(page.getByText("The data are complete up to")).toBeVisible();
});

test("personal data are pseudonyms in the page, in the panel and in the export", async ({ page, info }) => {
  const truth = findOrder(info, { state: "stuck", cause: "never-consumed", scenario: "lost-message" });
  await page.goto(`/orders/${encodeURIComponent(truth.orderId)}`);
  await expect(page.locator(".masked").first()).toHaveText(/^user-[0-9a-f]+$/);
  const trace = await page.request.get(`/api/v1/traces/${truth.traceIds[0]}`);
  expect(await trace.text()).not.toMatch(/[\w.]+@[\w.]+\.\w+/);
});
