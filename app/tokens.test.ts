import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

const css = readFileSync(new URL("./tokens.css", import.meta.url), "utf8");
const blockOf = (selector: string): Readonly<Record<string, string>> => {
  const start = css.indexOf(selector);
  const body = css.slice(css.indexOf("{", start) + 1, css.indexOf("}", start));
  return Object.fromEntries([...body.matchAll(/--([\w-]+):\s*(#[0-9a-f]{6})\b/g)].map((match) => [match[1], match[2]]));
};

/** Relative luminance by WCAG 2.2. */
function luminance(hex: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => {
    const share = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

const contrast = (a: string, b: string): number => {
  const [dark = 0, light = 0] = [luminance(a), luminance(b)].sort((x, y) => x - y);
  return (light + 0.05) / (dark + 0.05);
};

const STATES = ["done", "running", "slow", "late", "stuck", "failed", "unknown"];
const PAIRS: readonly (readonly [string, string])[] = [
  ...["bg", "surface", "sunken"].flatMap((ground) => ["ink", "ink-2", "ink-3", "accent"].map((ink) => [ink, ground] as const)),
  ...STATES.flatMap((state) => [[state, `${state}-soft`] as const, [state, "surface"] as const]),
  ["accent", "accent-soft"],
  ["ink", "accent-soft"],
  ["ink-2", "accent-soft"],
  ["surface", "accent"],
];

const themes = { light: blockOf(":root {"), dark: blockOf(':root[data-theme="dark"]'), system: blockOf(':root[data-theme="system"]') };

for (const [theme, tokens] of Object.entries(themes))
  test(`every text of the ${theme} theme has AA contrast (4.5 : 1) on every ground that it stands on`, () => {
    assert.ok(Object.keys(tokens).length > 20, "the tokens were found");
    const weak = PAIRS.map(([ink, ground]) => ({
      ink,
      ground,
      ratio: contrast(tokens[ink] ?? "#000000", tokens[ground] ?? "#000000"),
    })).filter(({ ratio }) => ratio < 4.5);
    assert.deepEqual(weak, []);
  });

test("who follows a dark system sees the very values of the dark theme", () => {
  assert.deepEqual(themes.system, themes.dark);
});
