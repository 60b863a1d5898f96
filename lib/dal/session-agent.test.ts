import assert from "node:assert/strict";
import { test } from "node:test";
import { describeAgent } from "./session-agent.ts";

const WEBKIT = "AppleWebKit/537.36 (KHTML, like Gecko)";
for (const [agent, browser, system] of [
  [`Mozilla/5.0 (X11; Linux x86_64) ${WEBKIT} Chrome/156.0.0.0 Safari/537.36`, "Chrome 156", "Linux"],
  [`Mozilla/5.0 (X11; Linux x86_64) ${WEBKIT} HeadlessChrome/156.0.0.0 Safari/537.36`, "Chrome 156", "Linux"],
  [`Mozilla/5.0 (Windows NT 10.0; Win64; x64) ${WEBKIT} Chrome/150.0.0.0 Safari/537.36 Edg/150.0.0.0`, "Edge 150", "Windows"],
  [`Mozilla/5.0 (Windows NT 10.0) ${WEBKIT} Chrome/150.0.0.0 YaBrowser/26.6.0 Safari/537.36`, "Yandex Browser 26", "Windows"],
  ["Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox 140", "Windows"],
  [
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1",
    "Safari 18",
    "iPhone",
  ],
  [
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.0 Safari/605.1.15",
    "Safari 26",
    "macOS",
  ],
  [`Mozilla/5.0 (Linux; Android 15; Pixel 9) ${WEBKIT} Chrome/156.0.0.0 Mobile Safari/537.36`, "Chrome 156", "Android"],
  ["ada@example.com <script>", null, null],
  ["Chrome/999999999999 Linux", "Chrome 9999", "Linux"],
  ["", null, null],
] as const)
  test(`${agent.slice(0, 60)}… is ${browser} on ${system}`, () => assert.deepEqual(describeAgent(agent), { browser, system }));

test("nobody said what it is", () => assert.deepEqual(describeAgent(null), { browser: null, system: null }));
