import { type BrowserContext, test as base, type Page } from "playwright/test";

/** What a journey makes go wrong on purpose, with its reason: a route that fails, an answer that is meant to be an error. */
export type Tolerate = (pattern: RegExp, because: string) => void;

declare global {
  interface Window {
    loupeViolation?: (text: string) => void;
  }
}

/**
 * Everything that a browser complains of by itself: errors and warnings about policies in the console, exceptions that nobody caught, violations
 * of the content security policy, answers of 500 and above.
 */
async function watchContext(context: BrowserContext, faults: string[]): Promise<void> {
  const note = (text: string): void => void faults.push(text.slice(0, 500));
  await context.exposeFunction("loupeViolation", note);
  await context.addInitScript(() => {
    document.addEventListener("securitypolicyviolation", ({ violatedDirective, blockedURI, sample }) =>
      window.loupeViolation?.(`violates ${violatedDirective}: ${blockedURI} ${sample}`),
    );
  });
  const watch = (page: Page): void => {
    page.on("pageerror", (error) => note(`uncaught: ${error.message}`));
    page.on("console", (message) => {
      const text = message.text();
      const isOfPolicy = /Content.Security.Policy|Permissions.Policy|Trusted|mixed content|cookie|deprecat/i.test(text);
      if (message.type() === "error" || (message.type() === "warning" && isOfPolicy)) note(`console: ${text}`);
    });
    page.on(
      "response",
      (response) => response.status() >= 500 && note(`answered ${response.status()}: ${new URL(response.url()).pathname}`),
    );
  };
  context.pages().forEach(watch);
  context.on("page", watch);
}

/** A refusal is an answer that pages know how to show; the browser writes it into the console all the same. */
const REFUSED = /^console: Failed to load resource: the server responded with a status of 4\d\d/;

/** Every journey's ground: in whatever context and page, a complaint that the journey did not declare fails it. */
export const watched = base.extend<{ readonly tolerate: Tolerate }>({
  tolerate: [
    async ({ browser }, use, info) => {
      const faults: string[] = [];
      const expected: RegExp[] = [REFUSED];
      const open = browser.newContext;
      browser.newContext = async (...options) => {
        const context = await open.apply(browser, options);
        await watchContext(context, faults);
        return context;
      };
      await use((pattern) => void expected.push(pattern));
      browser.newContext = open;
      const loud = faults.filter((fault) => !expected.some((pattern) => pattern.test(fault)));
      // Of a journey that has failed anyway, its own reason is the one to read.
      if (info.status === info.expectedStatus && loud.length > 0)
        throw new Error(`The browser complained:\n${[...new Set(loud)].map((fault) => `  ${fault}`).join("\n")}`);
    },
    { auto: true },
  ],
});
