import type { Locator, Page } from "playwright/test";
import type { SourcesDto } from "#lib/contract/sources";

export class SourcesPage {
  readonly page: Page;
  constructor(page: Page) {
    this.page = page;
  }

  async open(): Promise<void> {
    await this.page.goto("/sources");
  }
  source(id: string): Locator {
    return this.page.locator(`[data-source="${id}"]`);
  }
  broken(id: string): Locator {
    return this.page.locator(`[data-broken="${id}"]`);
  }
  service(name: string): Locator {
    return this.page.locator(`[data-service="${name}"]`);
  }

  /** The house's own answer, and beside what it says a Jaeger that nobody can reach. */
  async addUnreachable(): Promise<void> {
    await this.page.route("**/api/v1/sources", async (route) => {
      const answer = await route.fetch();
      const told = (await answer.json()) as SourcesDto;
      const at = new Date(Date.now() - 180_000).toISOString();
      const jaeger: SourcesDto["sources"][number] = {
        id: "jaeger",
        kind: "jaeger",
        state: "failed",
        lastError: "The backend cannot be reached (ECONNREFUSED)",
        lastFailure: { at, kind: "unreachable", detail: "The backend cannot be reached (ECONNREFUSED)" },
        failedScans: 4,
        nextScanAt: new Date(Date.now() + 20_000).toISOString(),
        warnings: ["some traces hold more spans than it gives"],
        scannedUpTo: at,
        lagMs: 180_000,
        scan: null,
        traffic: {
          ...{ requests: 12, bytes: 5_000_000, scanRequests: 10, scanBytes: 4_000_000, retries: 3, breaker: "open" },
          failures: { unreachable: 4 },
          perMinute: { requestsPerMinute: 4, bytesPerMinute: 1_250_000 },
        },
      };
      await route.fulfill({ response: answer, json: { ...told, sources: [...told.sources, jaeger], partial: true } });
    });
  }
}
