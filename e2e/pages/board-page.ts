import type { Locator, Page } from "playwright/test";

export class BoardPage {
  readonly page: Page;
  constructor(page: Page) {
    this.page = page;
  }

  async open(query = ""): Promise<void> {
    await this.page.goto(`/board${query}`);
    await this.page.getByRole("heading", { level: 1 }).waitFor();
  }
  get groups(): Locator {
    return this.page.locator("tbody tr[data-group]");
  }
  get picked(): Locator {
    return this.page.locator('tbody tr[data-group][aria-selected="true"]');
  }
  group(id: string): Locator {
    return this.page.locator(`tbody tr[data-group="${id}"]`);
  }
  chain(chainId: string): Locator {
    return this.page.locator(`[data-chain="${chainId}"]`);
  }
  get detail(): Locator {
    return this.page.getByTestId("group-detail");
  }
  get live(): Locator {
    return this.page.getByTestId("live");
  }
  get outcome(): Locator {
    return this.page.getByTestId("outcome");
  }
  get sound(): Locator {
    return this.page.getByRole("button", { name: /^Sound|for sound$/ });
  }
  get wall(): Locator {
    return this.page.locator("[data-wall]");
  }
  get nothingHangs(): Locator {
    return this.page.getByTestId("nothing-hangs");
  }
}
