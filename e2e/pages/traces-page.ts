import type { Locator, Page } from "playwright/test";

export class TracesPage {
  readonly page: Page;
  constructor(page: Page) {
    this.page = page;
  }

  async open(query = ""): Promise<void> {
    await this.page.goto(`/traces${query}`);
  }
  get rows(): Locator {
    return this.page.locator("tbody tr[data-trace]");
  }
  get picked(): Locator {
    return this.page.locator('tbody tr[aria-selected="true"]');
  }
  get plot(): Locator {
    return this.page.getByTestId("scatter").locator("canvas");
  }
  get found(): Locator {
    return this.page.getByTestId("result-bar");
  }
  get attribute(): Locator {
    return this.page.getByRole("combobox", { name: "Attributes" });
  }
  get least(): Locator {
    return this.page.getByLabel("Duration at least");
  }
  heading(column: string): Locator {
    return this.page.locator(`th[data-column="${column}"]`);
  }

  /** Figures of one column, as the rows stand. */
  async column(heading: string): Promise<readonly string[]> {
    const headings = await this.page.locator("thead th").allTextContents();
    const place = headings.findIndex((text) => text.includes(heading));
    return this.rows.locator(`td:nth-child(${place + 1})`).allTextContents();
  }

  /** A box over these shares of the plot's canvas. */
  async drawBox(fromX: number, fromY: number, toX: number, toY: number): Promise<void> {
    const box = await this.plot.boundingBox();
    if (!box) throw new Error("the plot is not on the page");
    await this.page.mouse.move(box.x + box.width * fromX, box.y + box.height * fromY);
    await this.page.mouse.down();
    await this.page.mouse.move(box.x + box.width * toX, box.y + box.height * toY, { steps: 4 });
    await this.page.mouse.up();
  }
}
