import { type ChartTable, fileName, toCsv, toJson } from "./chart-table.ts";

export type FileKind = "csv" | "json" | "png" | "svg";

export interface Drawing {
  readonly svg: SVGSVGElement;
  /** Adds what the page draws on a canvas, as paths, to the copy that is saved. */
  readonly complete?: (copy: SVGSVGElement) => void;
}

const NS = "http://www.w3.org/2000/svg";
const HEAD = 30;
const PAD = 12;

export async function saveChart(kind: FileKind, title: string, table: ChartTable, drawing: Drawing | null): Promise<void> {
  if (kind === "csv") return download(new Blob(["\ufeff", toCsv(table)], { type: "text/csv;charset=utf-8" }), fileName(title, kind));
  if (kind === "json") return download(new Blob([toJson(table)], { type: "application/json" }), fileName(title, kind));
  if (!drawing) return;
  const { text, width, height } = writeSvg(title, drawing);
  const svg = new Blob([text], { type: "image/svg+xml" });
  if (kind === "svg") return download(svg, fileName(title, kind));
  download(await rasterise(svg, width, height), fileName(title, kind));
}

/** What the page's style sheets say, written onto each element: a file has no style sheet. */
const KEPT = [
  "fill",
  "fill-opacity",
  "stroke",
  "stroke-width",
  "stroke-opacity",
  "stroke-dasharray",
  "stroke-linecap",
  "opacity",
  "font-family",
  "font-size",
  "font-weight",
  "text-anchor",
  "visibility",
];

function writeSvg(title: string, { svg, complete }: Drawing): { readonly text: string; readonly width: number; readonly height: number } {
  const copy = svg.cloneNode(true) as SVGSVGElement;
  const [from, to] = [svg.querySelectorAll("*"), copy.querySelectorAll("*")];
  from.forEach((element, i) => {
    const style = getComputedStyle(element);
    const target = to[i] as SVGElement;
    for (const name of KEPT) target.style.setProperty(name, style.getPropertyValue(name));
    target.removeAttribute("class");
  });
  for (const passing of copy.querySelectorAll("[data-passing]")) passing.remove();
  complete?.(copy);
  const box = svg.viewBox.baseVal;
  const [width, height] = [box.width + 2 * PAD, box.height + HEAD + PAD];
  const page = getComputedStyle(document.documentElement);
  const whole = document.createElementNS(NS, "svg");
  whole.setAttribute("xmlns", NS);
  whole.setAttribute("viewBox", `0 0 ${width} ${height}`);
  whole.setAttribute("width", String(width));
  whole.setAttribute("height", String(height));
  const paper = document.createElementNS(NS, "rect");
  paper.setAttribute("width", "100%");
  paper.setAttribute("height", "100%");
  paper.setAttribute("fill", page.getPropertyValue("--surface"));
  const head = document.createElementNS(NS, "text");
  head.setAttribute("x", String(PAD));
  head.setAttribute("y", "20");
  head.setAttribute("style", `font:600 13px ${page.getPropertyValue("--font")};fill:${page.getPropertyValue("--ink")}`);
  head.textContent = title;
  copy.setAttribute("x", String(PAD));
  copy.setAttribute("y", String(HEAD));
  copy.setAttribute("width", String(box.width));
  copy.setAttribute("height", String(box.height));
  whole.append(paper, head, copy);
  return { text: new XMLSerializer().serializeToString(whole), width, height };
}

/** At twice the size: pictures are pasted into slides. */
const SCALE = 2;

async function rasterise(svg: Blob, width: number, height: number): Promise<Blob> {
  const url = URL.createObjectURL(svg);
  try {
    const image = new Image(width * SCALE, height * SCALE);
    image.src = url;
    await image.decode();
    const canvas = document.createElement("canvas");
    canvas.width = width * SCALE;
    canvas.height = height * SCALE;
    canvas.getContext("2d")?.drawImage(image, 0, 0, canvas.width, canvas.height);
    return await new Promise((resolve, reject) =>
      canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error("The picture could not be made."))), "image/png"),
    );
  } finally {
    URL.revokeObjectURL(url);
  }
}

function download(blob: Blob, name: string): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}
