import { expect } from "playwright/test";
import { readDemoInfo } from "../demo-info.ts";
import { signIn } from "../pages/sign-in-page.ts";
import { watched as test } from "./console-watch.ts";

test("a stranger is led to the sign-in and, after it, back to the page that was asked for", async ({ page, baseURL }) => {
  await page.goto("/sources");
  expect(new URL(page.url()).pathname).toMatch(/login|signin/);
  await signIn(page, readDemoInfo(), "developer");
  await expect(page).toHaveURL(`${baseURL}/sources`);
  await expect(page.getByRole("navigation")).toBeVisible();
});

test("a wrong password opens nothing and says so", async ({ page }) => {
  await page.goto("/");
  await page.locator('input[autocomplete="username"]').fill("dev");
  await page.locator('input[type="password"]').fill("not the password");
  await page.locator('button[type="submit"]').click();
  await expect(page.locator('input[type="password"]')).toBeVisible();
  await expect(page.getByRole("alert")).toBeVisible();
  const answer = await page.request.get("/api/v1/orders");
  expect(answer.status()).toBe(401);
});

test("signing out ends the session on the server, not only in the browser", async ({ page, context, baseURL }) => {
  await signIn(page, readDemoInfo(), "admin");
  const cookies = await context.cookies();
  await page.getByLabel(/, admin$/).click();
  await page.getByRole("button", { name: /Sign out|Выйти/ }).click();
  await page.waitForURL((url) => url.pathname !== "/" || url.origin !== baseURL);
  await context.clearCookies();
  await context.addCookies(cookies);
  expect((await page.request.get("/api/v1/orders")).status()).toBe(401);
});
