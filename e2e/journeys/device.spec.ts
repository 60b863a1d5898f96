import { expect } from "playwright/test";
import { readDemoInfo } from "../demo-info.ts";
import { SessionsPage } from "../pages/sessions-page.ts";
import { signIn } from "../pages/sign-in-page.ts";
import { watched as test } from "./console-watch.ts";

interface Started {
  readonly device_code: string;
  readonly user_code: string;
  readonly verification_uri: string;
  readonly verification_uri_complete: string;
}

test("a terminal is let in from the keyboard, sees what it asked for, and is put out again on the sessions' page", async ({
  page,
  request,
}) => {
  const { url, users } = readDemoInfo();
  const person = users.find(({ role }) => role === "lead");
  const form = { client_id: "loupe-device", scope: "openid read" };
  const started = (await (await request.post("/oidc/device/auth", { form })).json()) as Started;

  await page.goto(started.verification_uri);
  await page.getByLabel("Code that your device shows").fill("BCDF-GHJK");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("alert")).toContainText("not right");

  await page.goto(started.verification_uri_complete);
  await expect(page.getByLabel("Code that your device shows")).toHaveValue(started.user_code);
  await page.keyboard.press("Enter");
  await expect(page.getByText(started.user_code)).toBeVisible();
  await expect(page.getByRole("listitem")).toHaveText(["see orders, traces and cases"]);
  await page.keyboard.press("Tab");
  await expect(page.getByRole("button", { name: "Yes, let it in" })).toBeFocused();
  await page.keyboard.press("Enter");

  await expect(page.getByText("You are signing in “Loupe (terminal)” on another device.")).toBeVisible();
  await page.getByLabel("User name").fill(person?.name ?? "");
  await page.keyboard.press("Tab");
  await page.keyboard.type(person?.password ?? "");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Done: your device is signed in");

  const grant = { grant_type: "urn:ietf:params:oauth:grant-type:device_code", client_id: "loupe-device", device_code: started.device_code };
  const token = (await (await request.post("/oidc/token", { form: grant })).json()) as { readonly access_token: string };
  const headers = { authorization: `Bearer ${token.access_token}` };
  const status = async (path: string) => (await request.get(path, { headers })).status();
  expect(await status("/api/v1/orders")).toBe(200);
  expect(await status("/api/v1/audit")).toBe(403);

  await page.goto(url);
  await signIn(page, readDemoInfo(), "lead");
  const sessions = new SessionsPage(page);
  await sessions.open();
  const entry = page.locator("li[data-token]").first();
  await expect(entry).toContainText("read");
  await entry.getByRole("button").click();
  await expect(sessions.said).toHaveText("The token has ended.");
  expect(await status("/api/v1/orders")).toBe(401);
});
