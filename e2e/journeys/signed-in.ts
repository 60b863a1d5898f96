import type { BrowserContext, Page } from "playwright/test";
import { type DemoInfo, readDemoInfo } from "../demo-info.ts";
import { BoardPage } from "../pages/board-page.ts";
import { CasePage } from "../pages/case-page.ts";
import { OrderPage } from "../pages/order-page.ts";
import { SearchPage } from "../pages/search-page.ts";
import { signIn } from "../pages/sign-in-page.ts";
import { SourcesPage } from "../pages/sources-page.ts";
import { TracesPage } from "../pages/traces-page.ts";
import { watched } from "./console-watch.ts";

interface House {
  readonly info: DemoInfo;
  readonly lang: "en" | "ru";
  readonly page: Page;
  readonly search: SearchPage;
  readonly order: OrderPage;
  readonly board: BoardPage;
  readonly oneCase: CasePage;
  readonly traces: TracesPage;
  readonly sources: SourcesPage;
}

type Session = Awaited<ReturnType<BrowserContext["storageState"]>>;

/** A reader who is signed in: once for the whole run, as people are. */
export const test = watched.extend<House, { readonly session: Session }>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the pattern to know what a fixture needs
  info: async ({}, use) => use(readDemoInfo()),
  lang: ["en", { option: true }],
  session: [
    async ({ browser }, use) => {
      const context = await browser.newContext();
      await signIn(await context.newPage(), readDemoInfo());
      const state = await context.storageState();
      await context.close();
      await use(state);
    },
    { scope: "worker" },
  ],
  page: async ({ page, session, lang, baseURL }, use) => {
    await page.context().addCookies([...session.cookies, { name: "loupe-lang", value: lang, url: baseURL ?? "" }]);
    await use(page);
  },
  search: async ({ page }, use) => use(new SearchPage(page)),
  order: async ({ page }, use) => use(new OrderPage(page)),
  board: async ({ page }, use) => use(new BoardPage(page)),
  oneCase: async ({ page }, use) => use(new CasePage(page)),
  traces: async ({ page }, use) => use(new TracesPage(page)),
  sources: async ({ page }, use) => use(new SourcesPage(page)),
});

export { expect } from "playwright/test";
