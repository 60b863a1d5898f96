/**
 * The README's picture, from a running demo: an order that hangs, as one meets it.
 *   LOUPE_E2E_INFO=info.json node e2e/readme-picture.ts e2e/pictures/order-en.png
 */
import { chromium } from "playwright";
import { chromiumPath, readDemoInfo } from "./demo-info.ts";
import { findOrder } from "./ground-truth.ts";
import { signIn } from "./pages/sign-in-page.ts";

const file = process.argv[2] ?? "e2e/pictures/order-en.png";
const info = readDemoInfo();
const { orderId } = findOrder(info, { state: "stuck", cause: "never-consumed", scenario: "lost-message", chainId: "price-calculation" });
const browser = await chromium.launch({ executablePath: chromiumPath(), args: ["--no-sandbox"] });
try {
  const context = await browser.newContext({ viewport: { width: 1440, height: 960 }, deviceScaleFactor: 1.5, timezoneId: "Europe/Moscow" });
  await context.addCookies([
    { name: "loupe-lang", value: "en", url: info.url },
    { name: "loupe-theme", value: "light", url: info.url },
    { name: "loupe-zone", value: "Europe/Moscow", url: info.url },
  ]);
  const page = await context.newPage();
  await signIn(page, info);
  await page.goto(`${info.url}/orders/${encodeURIComponent(orderId)}`);
  await page.locator("#waterfall canvas").first().waitFor();
  await page.waitForTimeout(1_000);
  await page.screenshot({ path: file });
  process.stderr.write(`${file}: order ${orderId}\n`);
} finally {
  await browser.close();
}
