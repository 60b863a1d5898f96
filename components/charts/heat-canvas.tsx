"use client";

import { useEffect, useRef } from "react";
import { type HeatGrid, paintCells } from "#lib/layout/charts/heatmap";
import { watchTheme } from "../waterfall/palette.ts";
import { readHeatPalette } from "./heat-palette.ts";

/** Cells smaller than this have no gutters: these would be most of the picture. */
const GUTTER_FROM_PX = 5;

/** One pixel a cell, scaled up without smoothing: the cost goes by cells, not by the size on screen. Drawn once; a box moves above it. */
export function HeatCanvas({ grid, width, height }: { readonly grid: HeatGrid; readonly width: number; readonly height: number }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    const draw = () => {
      if (canvas.current) drawHeat(canvas.current, grid, width, height);
    };
    draw();
    return watchTheme(draw);
  }, [grid, width, height]);
  return <canvas ref={canvas} className="absolute inset-0 h-full w-full" />;
}

function drawHeat(canvas: HTMLCanvasElement, grid: HeatGrid, width: number, height: number): void {
  performance.mark("heatmap-draw");
  const ratio = window.devicePixelRatio || 1;
  const [w, h] = [Math.round(width * ratio), Math.round(height * ratio)];
  canvas.width = w;
  canvas.height = h;
  const context = canvas.getContext("2d", { alpha: false });
  if (!context || w === 0 || h === 0) return;
  const { colours, paper } = readHeatPalette(canvas);
  const small = document.createElement("canvas");
  small.width = grid.columns;
  small.height = grid.rows;
  small.getContext("2d")?.putImageData(new ImageData(paintCells(grid, colours), grid.columns, grid.rows), 0, 0);
  context.imageSmoothingEnabled = false;
  context.drawImage(small, 0, 0, w, h);
  context.fillStyle = paper;
  if (w / grid.columns / ratio >= GUTTER_FROM_PX)
    for (let c = 1; c < grid.columns; c++) context.fillRect(Math.round((c * w) / grid.columns) - ratio / 2, 0, ratio, h);
  if (h / grid.rows / ratio >= GUTTER_FROM_PX - 1)
    for (let r = 1; r < grid.rows; r++) context.fillRect(0, Math.round((r * h) / grid.rows) - ratio / 2, w, ratio);
  performance.measure("heatmap-draw", "heatmap-draw");
}
