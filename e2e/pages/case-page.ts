import type { Locator, Page } from "playwright/test";

export class CasePage {
  readonly page: Page;
  constructor(page: Page) {
    this.page = page;
  }

  async open(id: string): Promise<void> {
    await this.page.goto(`/cases/${id}`);
  }
  get verdict(): Locator {
    return this.page.getByTestId("verdict");
  }
  get state(): Locator {
    return this.page.getByTestId("case-state").locator("[data-case-state]");
  }
  get owner(): Locator {
    return this.page.getByTestId("owner");
  }
  /** Its clocks are drawn twice, lying and upright; one of them is to be seen. */
  get clocks(): Locator {
    return this.page.getByTestId("clocks").locator("li:visible");
  }
  get history(): Locator {
    return this.page.getByTestId("history").locator("li");
  }
  get outcome(): Locator {
    return this.page.getByTestId("outcome");
  }
}
