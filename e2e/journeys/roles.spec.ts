import { expect } from "playwright/test";
import { readDemoInfo } from "../demo-info.ts";
import { signIn } from "../pages/sign-in-page.ts";
import { watched as test } from "./console-watch.ts";

/** What each role is offered, beside what everybody is; what is not offered is refused as well. */
const OFFERED = {
  developer: { report: false, files: ["PNG", "SVG"], pages: [] },
  lead: { report: true, files: ["CSV", "JSON", "PNG", "SVG"], pages: [] },
  admin: { report: true, files: ["CSV", "JSON", "PNG", "SVG"], pages: ["/audit", "/privacy"] },
} as const;

for (const [role, { report, files, pages }] of Object.entries(OFFERED))
  test(`a ${role} is offered what the role may do, and nothing else`, async ({ page }) => {
    await signIn(page, readDemoInfo(), role);
    await page.goto("/chains/order-creation?range=1h&refresh=0");
    const chart = page.getByRole("figure", { name: "Executions" });
    await chart.getByText("Save", { exact: true }).click();
    const offered = await chart.getByRole("button", { name: /^Save “/ }).allTextContents();
    expect(offered.map((kind) => kind.toUpperCase())).toEqual(files);
    await expect(page.getByRole("link", { name: "Report", exact: false }).and(page.locator('[href="/report"]'))).toHaveCount(
      report ? 1 : 0,
    );
    await page.getByLabel("More pages").click();
    for (const path of ["/audit", "/privacy"])
      await expect(page.locator(`nav a[href="${path}"]`)).toHaveCount((pages as readonly string[]).includes(path) ? 1 : 0);
    for (const path of ["/audit", "/privacy", ...(report ? [] : ["/report"])]) {
      await page.goto(path);
      const isOpen = (pages as readonly string[]).includes(path);
      await expect(page, path).toHaveURL(isOpen ? new RegExp(path) : /\/denied$/);
    }
    const file = await page.request.get("/api/v1/series?scope=chain:order-creation&format=csv");
    expect(file.status()).toBe(report ? 200 : 403);
  });

test("who may not is told why, and how to go on, in both languages", async ({ page, baseURL }) => {
  await signIn(page, readDemoInfo(), "developer");
  await page.goto("/report");
  await expect(page.getByRole("heading", { name: "Not allowed" })).toBeVisible();
  await page.getByRole("link", { name: "To what hangs now" }).click();
  await expect(page).toHaveURL(/\/board/);
  await page.context().addCookies([{ name: "loupe-lang", value: "ru", url: baseURL ?? "" }]);
  await page.goto("/audit");
  await expect(page.getByRole("heading", { name: "Нет доступа" })).toBeVisible();
  await expect(page.getByRole("button", { name: "Войти под другим именем" })).toBeVisible();
});
