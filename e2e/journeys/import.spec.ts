import { expect, test } from "./signed-in.ts";

const span = (index: number, parent: number | null) => ({
  traceId: "5b8aa5a2d2c872e8321cf37308d69df2",
  spanId: `051581bf3cb55c${String(index).padStart(2, "0")}`,
  ...(parent !== null && { parentSpanId: `051581bf3cb55c${String(parent).padStart(2, "0")}` }),
  name: `operation ${index} <img src=x onerror=alert(1)>`,
  kind: 2,
  startTimeUnixNano: String(1_790_000_000_000_000_000n + BigInt(index) * 1_000_000n),
  endTimeUnixNano: String(1_790_000_000_900_000_000n),
  attributes: [{ key: "http.route", value: { stringValue: "/orders" } }],
});
const otlp = {
  resourceSpans: [
    {
      resource: { attributes: [{ key: "service.name", value: { stringValue: "dropped" } }] },
      scopeSpans: [{ spans: [span(1, null), span(2, 1), span(3, 2)] }],
    },
  ],
};
const file = (name: string, content: string) => ({ name, mimeType: "application/json", buffer: Buffer.from(content) });

test("an OTLP file becomes a waterfall in the browser, and nothing of it is sent", async ({ page, order }) => {
  await page.goto("/import");
  const sent: string[] = [];
  page.on("request", (request) => request.method() !== "GET" && sent.push(request.url()));
  await page.locator('input[type="file"]').setInputFiles(file("trace.json", JSON.stringify(otlp)));
  await expect(page.getByText("trace.json: 3 spans")).toBeVisible();
  await expect(order.rows).not.toHaveCount(0);
  expect(sent).toEqual([]);
});

test("a file dropped on the page is opened, and one that holds no traces is refused in words", async ({ page, order }) => {
  await page.goto("/import");
  const drop = async (name: string, content: string) => {
    const data = await page.evaluateHandle(
      ([fileName, text]) => {
        const transfer = new DataTransfer();
        transfer.items.add(new File([text ?? ""], fileName ?? "", { type: "application/json" }));
        return transfer;
      },
      [name, content],
    );
    await page.dispatchEvent("main", "drop", { dataTransfer: data });
  };
  await drop("notes.json", "{]");
  await expect(page.getByRole("alert").filter({ hasText: "cannot be read" })).toBeVisible();
  await drop("trace.json", JSON.stringify(otlp));
  await expect(order.rows).not.toHaveCount(0);
});
