import type { Locator, Page } from "playwright/test";

/** One order as a reader meets it. */
export class OrderPage {
  readonly page: Page;
  constructor(page: Page) {
    this.page = page;
  }

  async open(orderId: string): Promise<void> {
    await this.page.goto(`/orders/${encodeURIComponent(orderId)}`);
  }
  get heading(): Locator {
    return this.page.getByRole("heading", { level: 1 });
  }
  get state(): Locator {
    return this.page.locator("h1 + [data-state]");
  }
  get verdict(): Locator {
    return this.page.getByTestId("verdict");
  }
  lane(chainId: string): Locator {
    return this.page.locator(`[data-lane="${chainId}"]`);
  }
  step(chainId: string, stepId: string): Locator {
    return this.lane(chainId).locator(`[data-step="${stepId}"]`);
  }
  /** The canvas draws; the tree beside it is what keyboards and readers meet. */
  get rows(): Locator {
    return this.page.getByRole("tree").getByRole("treeitem");
  }
  get panel(): Locator {
    return this.page.getByRole("complementary");
  }
}
