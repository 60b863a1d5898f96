import type { Locator, Page } from "playwright";

/** What a team lead sees and touches on the dashboards. */
export class DashboardsPage {
  readonly page: Page;
  constructor(page: Page) {
    this.page = page;
  }

  open = (path: string): Promise<unknown> => this.page.goto(path);

  figure = (name: "processing" | "errors" | "on-time" | "reaction"): Locator => this.page.getByTestId(`figure-${name}`);

  get brush(): Locator {
    return this.page.getByTestId("heat-brush");
  }

  /** From the heatmap's middle to its right upper corner: whatever there is, some of it is in it. */
  async drawBox(): Promise<void> {
    const box = await this.brush.boundingBox();
    if (!box) throw new Error("the heatmap is not on screen");
    await this.page.mouse.move(box.x + 4, box.y + 4);
    await this.page.mouse.down();
    await this.page.mouse.move(box.x + box.width * 0.5, box.y + box.height * 0.5, { steps: 4 });
    await this.page.mouse.move(box.x + box.width - 4, box.y + box.height - 4, { steps: 4 });
    await this.page.mouse.up();
  }

  get boxPanel(): Locator {
    return this.page.getByTestId("box-panel");
  }
}
