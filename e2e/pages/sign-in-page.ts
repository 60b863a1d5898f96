import type { Page } from "playwright";
import type { DemoInfo } from "../demo-info.ts";

/** The issuer's own page, reached from anywhere by whoever is not signed in. */
export async function signIn(page: Page, info: DemoInfo, role = "lead"): Promise<void> {
  const user = info.users.find((one) => one.role === role);
  if (!user) throw new Error(`the demo has no ${role}`);
  if (!/\/login\//.test(page.url())) await page.goto(info.url);
  await page.locator('input[autocomplete="username"]').fill(user.name);
  await page.locator('input[type="password"]').fill(user.password);
  await page.locator('button[type="submit"]').click();
  await page.getByTestId("zone").waitFor({ state: "attached" });
}
