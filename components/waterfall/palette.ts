// Colours and fonts as the page's theme has them at this moment: the canvas follows the same tokens as the DOM.

export interface Palette {
  readonly surface: string;
  readonly sunken: string;
  readonly line: string;
  readonly lineStrong: string;
  readonly ink: string;
  readonly ink2: string;
  readonly ink3: string;
  readonly accent: string;
  readonly accentSoft: string;
  readonly stuck: string;
  readonly late: string;
  readonly failed: string;
  readonly unknown: string;
  readonly done: string;
  readonly slow: string;
  readonly services: readonly string[];
  readonly font: string;
  readonly mono: string;
}

export function readPalette(element: Element): Palette {
  const style = getComputedStyle(element);
  const read = (name: string): string => style.getPropertyValue(name).trim() || "#888";
  return {
    surface: read("--surface"),
    sunken: read("--sunken"),
    line: read("--line"),
    lineStrong: read("--line-strong"),
    ink: read("--ink"),
    ink2: read("--ink-2"),
    ink3: read("--ink-3"),
    accent: read("--accent"),
    accentSoft: read("--accent-soft"),
    stuck: read("--stuck"),
    late: read("--late"),
    failed: read("--failed"),
    unknown: read("--unknown"),
    done: read("--done"),
    slow: read("--slow"),
    services: [1, 2, 3, 4, 5, 6, 7].map((n) => read(`--svc-${n}`)),
    font: style.getPropertyValue("--font").trim() || "system-ui, sans-serif",
    mono: style.getPropertyValue("--mono").trim() || "ui-monospace, monospace",
  };
}

/** Calls back when the theme changes, by switch or by system. */
export function watchTheme(changed: () => void): () => void {
  const observer = new MutationObserver(changed);
  observer.observe(document.documentElement, { attributes: true, attributeFilter: ["data-theme", "class", "style"] });
  const dark = matchMedia("(prefers-color-scheme: dark)");
  dark.addEventListener("change", changed);
  return () => {
    observer.disconnect();
    dark.removeEventListener("change", changed);
  };
}

/**
 * One colour a service, the same on every page: chosen by the name, the next free one where two names meet.
 * With more services than colours some share one.
 */
export function colourServices(services: readonly string[], colours: number): readonly number[] {
  const taken = new Set<number>();
  const chosen = new Map<string, number>();
  for (const service of [...services].sort()) {
    let hash = 0;
    for (let i = 0; i < service.length; i++) hash = (Math.imul(hash, 31) + service.charCodeAt(i)) >>> 0;
    let colour = hash % colours;
    for (let tries = 0; taken.has(colour) && taken.size < colours && tries < colours; tries++) colour = (colour + 1) % colours;
    taken.add(colour);
    chosen.set(service, colour);
  }
  return services.map((service) => chosen.get(service)!);
}
