/**
 * Photographs of the pages of a running demo: both themes, both languages, wide and narrow, each kind of order, and the four states of a list.
 *   LOUPE_E2E_INFO=info.json node e2e/screenshots.ts FOLDER [name-part]
 */
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { type BrowserContext, chromium, type Page } from "playwright";
import { chromiumPath, type DemoInfo, readDemoInfo } from "./demo-info.ts";
import { findOrder } from "./ground-truth.ts";
import { signIn } from "./pages/sign-in-page.ts";

interface Shot {
  readonly name: string;
  readonly path: string;
  /** What must be on screen before the picture is taken. */
  readonly ready: string;
  readonly before?: (page: Page) => Promise<void>;
  /** What leads from the path to what is photographed. */
  readonly after?: (page: Page) => Promise<void>;
}

const breakApi = async (page: Page): Promise<void> => {
  const problem = { type: "/problems/source-unavailable", title: "", status: 502, detail: "jaeger: connection refused" };
  await page.route(/\/api\/v1\/(orders|traces)\?/, (route) =>
    route.fulfill({ status: 502, contentType: "application/problem+json", body: JSON.stringify(problem) }),
  );
};

/** The first answer is the server's own; what is asked after it is made up: the maps without what hangs, and no group. */
const emptyBoard = async (page: Page): Promise<void> => {
  const calm = <T extends { states: { state: string }[] }>(one: T): T => ({
    ...one,
    states: one.states.filter(({ state }) => state === "running"),
  });
  await page.route(/\/api\/v1\/board/, async (route) => {
    const board = await (await route.fetch()).json();
    const chains = board.chains.map((chain: { states: { state: string }[]; steps: { states: { state: string }[] }[] }) => ({
      ...calm(chain),
      steps: chain.steps.map(calm),
    }));
    await route.fulfill({ json: { ...board, chains, gaps: [] } });
  });
  const asOf = new Date().toISOString();
  await page.route(/\/api\/v1\/groups/, (route) =>
    route.fulfill({ json: { items: [], nextCursor: null, asOf, partial: false, warnings: [] } }),
  );
};

const breakBoard = async (page: Page): Promise<void> => {
  await page.route(/\/api\/v1\/(board|groups|stream)/, (route) =>
    route.fulfill({ status: 502, contentType: "application/problem+json", body: JSON.stringify({ detail: "jaeger: connection refused" }) }),
  );
};

const openFirstCase = async (page: Page): Promise<void> => {
  await page.locator("tr[data-group] a").first().click();
};

function shotsOf(info: DemoInfo): readonly Shot[] {
  const order = (name: string, wanted: Parameters<typeof findOrder>[1]): Shot[] => {
    try {
      const { orderId } = findOrder(info, wanted);
      return [{ name: `order-${name}`, path: `/orders/${encodeURIComponent(orderId)}`, ready: "#waterfall canvas" }];
    } catch (error) {
      process.stderr.write(`${(error as Error).message}\n`);
      return [];
    }
  };
  return [
    { name: "board", path: "/board", ready: "tr[data-group]" },
    { name: "board-resolved", path: "/board?cases=resolved", ready: "tbody tr" },
    { name: "board-empty", path: "/board", ready: "[data-testid=nothing-hangs]", before: emptyBoard },
    { name: "board-failed", path: "/board", ready: "[data-testid=live] .bg-failed", before: breakBoard },
    { name: "board-wall", path: "/board?wall=1", ready: "[data-wall] [data-group]" },
    { name: "board-wall-lost", path: "/board?wall=1", ready: "[data-testid=wall-alarm]", before: breakBoard },
    { name: "case", path: "/board", ready: "[data-testid=clocks]", after: openFirstCase },
    { name: "search", path: "/", ready: "tbody tr" },
    { name: "search-stuck", path: "/?state=stuck,failed", ready: "tbody tr" },
    { name: "search-empty", path: "/?query=nothing-begins-so", ready: "text=/No order|Таких заказов/" },
    { name: "traces", path: "/traces", ready: "tbody tr" },
    { name: "traces-failed", path: "/traces", ready: "[role=alert]:not(:empty)", before: breakApi },
    { name: "sources", path: "/sources", ready: "tbody tr" },
    { name: "import", path: "/import", ready: "text=/OTLP JSON/" },
    { name: "not-found", path: "/orders/no-such-order", ready: "text=no-such-order" },
    ...order("stuck", { state: "stuck", cause: "never-consumed", scenario: "lost-message" }),
    ...order("dead-lettered", { state: "stuck", cause: "dead-lettered" }),
    ...order("failed", { state: "failed", cause: "timed-out" }),
    ...order("cannot-tell", { state: "cannot-tell" }),
    ...order("done", { state: "done", scenario: "healthy" }),
    ...order("done-late", { state: "done-late" }),
  ];
}

const LOOKS = [
  { suffix: "dark-en", theme: "dark", lang: "en", width: 1440, height: 900 },
  { suffix: "light-ru", theme: "light", lang: "ru", width: 1440, height: 900 },
  { suffix: "phone-ru", theme: "light", lang: "ru", width: 390, height: 844 },
] as const;

const folder = process.argv[2] ?? "screenshots";
const only = process.argv[3] ?? "";
mkdirSync(folder, { recursive: true });
const info = readDemoInfo();
const browser = await chromium.launch({ executablePath: chromiumPath(), args: ["--no-sandbox"] });
try {
  for (const look of LOOKS) {
    const context = await browser.newContext({ viewport: { width: look.width, height: look.height }, timezoneId: "Europe/Moscow" });
    await context.addCookies([
      { name: "loupe-lang", value: look.lang, url: info.url },
      { name: "loupe-theme", value: look.theme, url: info.url },
      { name: "loupe-zone", value: "Europe/Moscow", url: info.url },
    ]);
    await signIn(await context.newPage(), info);
    for (const shot of shotsOf(info)) if (`${shot.name}-${look.suffix}`.includes(only)) await take(context, shot, look.suffix);
    await context.close();
  }
} finally {
  await browser.close();
}

async function take(context: BrowserContext, shot: Shot, suffix: string): Promise<void> {
  const page = await context.newPage();
  const said: string[] = [];
  page.on("console", (message) => message.type() === "error" && said.push(message.text()));
  page.on("response", (answer) => answer.status() >= 400 && said.push(`${answer.status()} ${answer.url()}`));
  page.on("pageerror", (error) => said.push(error.message));
  await shot.before?.(page);
  await page.goto(info.url + shot.path);
  await shot.after?.(page);
  await page
    .locator(shot.ready)
    .first()
    .waitFor({ timeout: 25_000 })
    .catch(() => said.push(`never showed ${shot.ready}`));
  await page.waitForTimeout(600);
  await page.screenshot({ path: join(folder, `${shot.name}-${suffix}.png`) });
  if (said.length > 0) process.stderr.write(`${shot.name}-${suffix}: ${said.join(" | ").slice(0, 600)}\n`);
  await page.close();
}
