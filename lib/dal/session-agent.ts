/** In the order in which they must be looked for: each of the later ones is claimed by the earlier as well. */
const BROWSERS: readonly (readonly [name: string, mark: RegExp])[] = [
  ["Yandex Browser", /\bYaBrowser\/(\d+)/],
  ["Opera", /\bOPR\/(\d+)/],
  ["Edge", /\bEdg(?:e|A|iOS)?\/(\d+)/],
  ["Vivaldi", /\bVivaldi\/(\d+)/],
  ["Samsung Internet", /\bSamsungBrowser\/(\d+)/],
  ["Firefox", /\b(?:Firefox|FxiOS)\/(\d+)/],
  ["Chrome", /\b(?:Headless)?(?:Chrome|CriOS)\/(\d+)/],
  ["Safari", /\bVersion\/(\d+)[\d.]* (?:Mobile\/\w+ )?Safari\//],
  ["curl", /^curl\/(\d+)/],
];

const SYSTEMS: readonly (readonly [name: string, mark: RegExp])[] = [
  ["iPhone", /\biPhone\b/],
  ["iPad", /\biPad\b/],
  ["Android", /\bAndroid\b/],
  ["Windows", /\bWindows\b/],
  ["macOS", /\bMacintosh\b|\bMac OS X\b/],
  ["ChromeOS", /\bCrOS\b/],
  ["Linux", /\bLinux\b|\bX11\b/],
];

/** A browser's own text as people know it. Nothing of the text itself is passed on: anybody may send anything in it. */
export function describeAgent(agent: string | null): { readonly browser: string | null; readonly system: string | null } {
  if (agent === null) return { browser: null, system: null };
  const browser = BROWSERS.map(([name, mark]) => [name, mark.exec(agent)?.[1]?.slice(0, 4)] as const).find(([, version]) => version);
  return {
    browser: browser ? browser.join(" ") : null,
    system: SYSTEMS.find(([, mark]) => mark.test(agent))?.[0] ?? null,
  };
}
