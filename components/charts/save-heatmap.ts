import { cropRows, type HeatGrid, pathCells } from "#lib/layout/charts/heatmap";
import { readHeatPalette } from "./heat-palette.ts";

/** The cells, that the page draws on a canvas, as paths into the copy that is saved. */
export const addCells =
  (grid: HeatGrid) =>
  (copy: SVGSVGElement): void => {
    const group = copy.querySelector<SVGGElement>("[data-cells]");
    if (!group) return;
    const { css } = readHeatPalette(document.documentElement);
    const paths = pathCells(cropRows(grid), Number(group.dataset["width"]), Number(group.dataset["height"]));
    for (const [shade, d] of paths.entries()) {
      if (d === "") continue;
      const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
      path.setAttribute("d", d);
      path.setAttribute("fill", css[shade] ?? "none");
      group.append(path);
    }
  };
