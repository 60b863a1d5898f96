import type { Locator, Page } from "playwright/test";

export class SearchPage {
  readonly page: Page;
  constructor(page: Page) {
    this.page = page;
  }

  async open(query = ""): Promise<void> {
    await this.page.goto(`/${query}`);
  }
  get box(): Locator {
    return this.page.getByRole("banner").getByRole("searchbox");
  }
  get rows(): Locator {
    return this.page.locator("tbody tr[data-order]");
  }
  get picked(): Locator {
    return this.page.locator('tbody tr[aria-selected="true"]');
  }
  chain(chainId: string): Locator {
    return this.page.locator(`[data-chain="${chainId}"]`);
  }
  async find(id: string): Promise<void> {
    await this.box.fill(id);
    await this.box.press("Enter");
  }
}
