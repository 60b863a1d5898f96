import { findOrder } from "../ground-truth.ts";
import { expect, test } from "./signed-in.ts";

test("a source that cannot be reached is told loudly, with why and since when, beside those that answer", async ({ sources, page }) => {
  await sources.addUnreachable();
  await sources.open();
  await expect(sources.broken("jaeger")).toContainText("jaeger cannot be asked since");
  await expect(sources.broken("jaeger")).toContainText("ECONNREFUSED");
  await expect(sources.broken("jaeger")).toContainText("never “stuck”");
  await expect(sources.source("jaeger")).toContainText("does not answer");
  await expect(sources.source("jaeger")).toContainText("4 requests/min · 1.25 MB/min");
  await expect(sources.source("jaeger")).toContainText("some traces hold more spans than it gives");
  await expect(sources.source("embedded")).toContainText("answers");
  await expect(page.getByTestId("missing").filter({ hasText: "jaeger" })).toBeVisible();
});

test("a service's instances and gaps are one click away, by the keyboard too", async ({ sources, page }) => {
  await sources.open();
  const service = sources.service("crm-api");
  await expect(service).toBeVisible();
  await service.getByRole("button").focus();
  await page.keyboard.press("Enter");
  await expect(service).toContainText("crm-api-1");
  await expect(service).toContainText("Telemetry gaps");
});

test("an order and its spans open in the operator's other tools, each in a tab that learns nothing of this one", async ({
  order,
  page,
  info,
}) => {
  const { orderId } = findOrder(info, { state: "failed" });
  await order.open(orderId);
  await expect(order.rows.first()).toBeAttached();
  const links = page.locator("[data-out-link]");
  // `lib/setup/with-demo.mjs` starts the demo with LINKS.
  await expect(links.first()).toBeAttached();
  await page.getByRole("tree").focus();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  const jaeger = page.getByRole("complementary", { name: "Span" }).locator('[data-out-link="Jaeger"]');
  await expect(jaeger).toHaveAttribute("href", /^https:\/\/jaeger\.example\/trace\/[0-9a-f]{32}/);
  const logs = links.and(page.locator('[data-out-link="Logs"]')).first();
  await expect(logs).toHaveAttribute("href", new RegExp(`query=${orderId}&from=\\d{4}-`));
  for (const link of await links.all()) {
    await expect(link).toHaveAttribute("rel", "noopener noreferrer");
    await expect(link).toHaveAttribute("target", "_blank");
  }
});
