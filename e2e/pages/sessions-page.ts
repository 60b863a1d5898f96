import type { Locator, Page } from "playwright";

/** Who is signed in where. */
export class SessionsPage {
  readonly page: Page;
  readonly others: Locator;
  readonly said: Locator;
  constructor(page: Page) {
    this.page = page;
    this.others = page.locator("li[data-session]:not([data-current])");
    this.said = page.getByTestId("said");
  }
  async open(query = ""): Promise<void> {
    await this.page.goto(`/sessions${query}`);
    await this.page.locator("li[data-session]").first().waitFor();
  }
  get current(): Locator {
    return this.page.locator("li[data-session][data-current]");
  }
}
