import type { Locator, Page } from "playwright";

/** The line or banner that says whether personal data are masked. */
export class RevealBar {
  readonly bar: Locator;
  readonly ask: Locator;
  readonly hide: Locator;
  readonly timer: Locator;
  private readonly dialog: Locator;

  constructor(page: Page) {
    this.bar = page.getByTestId("reveal");
    this.ask = this.bar.getByRole("button", { name: /Reveal…|Показать…/ });
    this.hide = this.bar.getByRole("button", { name: /Hide again|Скрыть снова/ });
    this.timer = this.bar.getByRole("timer");
    this.dialog = page.getByRole("dialog");
  }

  get send(): Locator {
    return this.dialog.getByRole("button", { name: /10/ });
  }

  get reason(): Locator {
    return this.dialog.getByRole("textbox");
  }

  async reveal(reason: string): Promise<void> {
    await this.ask.click();
    await this.reason.fill(reason);
    await this.send.click();
    await this.timer.waitFor();
  }
}
