import { interpolateRgb } from "d3";
import { SHADES } from "#lib/layout/charts/heatmap";

/** From a breath of the accent to the accent, darkened (on dark paper lightened) at the top: the page's own colours, as 0xRRGGBB. */
export function readHeatPalette(element: Element): {
  readonly colours: readonly number[];
  readonly css: readonly string[];
  readonly paper: string;
} {
  const style = getComputedStyle(element);
  const token = (name: string): string => style.getPropertyValue(name).trim() || "#888888";
  const paper = token("--surface");
  const light = interpolateRgb(token("--accent-soft"), token("--accent"));
  const deep = interpolateRgb(token("--accent"), token("--ink"));
  const css = Array.from({ length: SHADES + 1 }, (_, shade) => {
    if (shade === 0) return paper;
    const t = (shade - 1) / (SHADES - 1);
    return t < 0.8 ? light(0.12 + (t / 0.8) * 0.88) : deep((t - 0.8) * 1.4);
  });
  return { colours: css.map(toNumber), css, paper };
}

/** `rgb(1, 2, 3)` or `#rrggbb`. */
function toNumber(colour: string): number {
  if (colour.startsWith("#")) return Number.parseInt(colour.length === 4 ? colour.slice(1).replace(/./g, "$&$&") : colour.slice(1, 7), 16);
  const [r = 0, g = 0, b = 0] = (colour.match(/[\d.]+/g) ?? []).map(Number);
  return (Math.round(r) << 16) | (Math.round(g) << 8) | Math.round(b);
}
