import { randomBytes } from "node:crypto";
import { expect, test } from "./signed-in.ts";

/** What other people's systems call an order. */
const STRANGE = ["a/b/../c", "<script>alert(1)</script>", "О-48213 💍", "a\nb %2F", `long-${"x".repeat(4_000)}`];

test("an order with any id is found by that id, and shown as text", async ({ page, order, request, info }) => {
  const alerts: string[] = [];
  page.on("dialog", (dialog) => {
    alerts.push(dialog.message());
    void dialog.dismiss();
  });
  const suffix = randomBytes(4).toString("hex");
  const ids = STRANGE.map((id) => `${id}-${suffix}`);
  const now = BigInt(Date.now()) * 1_000_000n;
  const spans = ids.map((id) => ({
    traceId: randomBytes(16).toString("hex"),
    spanId: randomBytes(8).toString("hex"),
    name: "CreateOrder",
    kind: 2,
    startTimeUnixNano: String(now - 5_000_000_000n),
    endTimeUnixNano: String(now - 4_000_000_000n),
    attributes: [{ key: "order_id", value: { stringValue: id } }],
  }));
  const resource = { attributes: [{ key: "service.name", value: { stringValue: "mes-api" } }] };
  const sent = await request.post(info.otlpUrl, { data: { resourceSpans: [{ resource, scopeSpans: [{ spans }] }] } });
  expect(sent.status()).toBe(200);
  for (const id of ids) {
    await expect(async () => {
      await order.open(id);
      await expect(order.heading).toContainText(suffix, { timeout: 2_000 });
    }).toPass({ timeout: 20_000 });
    expect(await page.locator("h1 bdi").textContent()).toBe(id);
    await expect(order.rows.first()).toBeAttached();
  }
  expect(alerts).toEqual([]);
});
