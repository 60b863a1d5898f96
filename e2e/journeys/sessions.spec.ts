import { type Browser, expect, type Page } from "playwright/test";
import { readDemoInfo } from "../demo-info.ts";
import { SessionsPage } from "../pages/sessions-page.ts";
import { signIn } from "../pages/sign-in-page.ts";
import { watched as test } from "./console-watch.ts";

const FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0";

/** A browser of its own, signed in. */
async function enter(browser: Browser, role: string, lang = "en", userAgent?: string): Promise<Page> {
  const { url } = readDemoInfo();
  const context = await browser.newContext({ ...(userAgent && { userAgent }), locale: "en-GB", timezoneId: "Europe/Moscow", baseURL: url });
  await context.addCookies([{ name: "loupe-lang", value: lang, url }]);
  const page = await context.newPage();
  await signIn(page, readDemoInfo(), role);
  return page;
}

test("a session that is not recognised is ended from another browser: its open board shows nothing more, and leads back", async ({
  browser,
}) => {
  const [mine, other] = [await enter(browser, "developer"), await enter(browser, "developer", "en", FIREFOX)];
  await other.goto("/board");
  await expect(other.getByRole("heading", { level: 1 })).toBeVisible();
  const sessions = new SessionsPage(mine);
  await sessions.open();
  await expect(sessions.current).toHaveCount(1);
  await expect(sessions.current).toContainText("this one");
  const theirs = sessions.others.filter({ hasText: "Firefox 140 · Windows" }).first();
  await expect(theirs).toContainText("127.0.0.1");
  const named = mine.getByRole("button", { name: "End the session Firefox 140 · Windows" }).first();
  const cookies = await other.context().cookies();
  await named.focus();
  await mine.keyboard.press("Enter");
  await expect(sessions.said).toHaveText("1 session has ended.");
  const notice = other.getByTestId("signed-out");
  await expect(notice).toContainText("You are signed out");
  await expect(other.locator("tr[data-group], header")).toHaveCount(0);
  await expect(notice.getByRole("link", { name: "Sign in" })).toHaveAttribute("href", "/signin?callbackUrl=%2Fboard");
  const answer = await other.request.get("/api/v1/orders", {
    headers: { cookie: cookies.map(({ name, value }) => `${name}=${value}`).join("; ") },
  });
  expect(answer.status()).toBe(401);
  await notice.getByRole("link", { name: "Sign in" }).click();
  await signIn(other, readDemoInfo(), "developer");
  await expect(other).toHaveURL(/\/board$/);
  await other.context().close();
  await mine.context().close();
});

test("all the others are ended from the keyboard, in Russian, after being asked once more", async ({ browser }) => {
  const [mine, other] = [await enter(browser, "developer", "ru"), await enter(browser, "developer", "ru")];
  await other.goto("/traces");
  await mine.getByLabel(/, разработчик$/).focus();
  await mine.keyboard.press("Enter");
  await mine.keyboard.press("Tab");
  await mine.getByRole("link", { name: "Сеансы" }).focus();
  await mine.keyboard.press("Enter");
  await expect(mine).toHaveURL(/\/sessions$/);
  const sessions = new SessionsPage(mine);
  await expect(sessions.current).toContainText("этот");
  await mine.getByRole("button", { name: "Завершить остальные" }).focus();
  await mine.keyboard.press("Enter");
  await expect(mine.getByRole("button", { name: "Да, завершить" })).toBeFocused();
  await mine.keyboard.press("Escape");
  await expect(mine.getByRole("button", { name: "Завершить остальные" })).toBeFocused();
  await mine.keyboard.press("Enter");
  await expect(mine.getByRole("button", { name: "Да, завершить" })).toBeFocused();
  await mine.keyboard.press("Enter");
  await expect(sessions.said).toContainText("Завершено");
  await expect(sessions.others).toHaveCount(0);
  await expect(other.getByTestId("signed-out")).toContainText("Вы вышли");
  await other.context().close();
  await mine.context().close();
});

test("an administrator finds a person's sessions and ends one; a developer is shown no one else's", async ({ browser }) => {
  const [admin, dev] = [await enter(browser, "admin"), await enter(browser, "developer")];
  expect((await dev.request.get("/api/v1/sessions?all=1")).status()).toBe(403);
  await dev.goto("/sessions?all=1");
  await expect(dev.getByRole("link", { name: "Everybody's" })).toHaveCount(0);
  await dev.goto("/board");
  const sessions = new SessionsPage(admin);
  await sessions.open("?all=1");
  await admin.getByLabel("Name or login").fill("dev");
  await admin.keyboard.press("Enter");
  await expect(admin).toHaveURL(/name=dev/);
  await expect(sessions.others.first()).toContainText("dev");
  for (let left = await sessions.others.count(); left > 0; left--) {
    await sessions.others.first().getByRole("button").click();
    await expect(sessions.others).toHaveCount(left - 1);
  }
  await expect(dev.getByTestId("signed-out")).toBeVisible();
  await dev.context().close();
  await admin.context().close();
});
