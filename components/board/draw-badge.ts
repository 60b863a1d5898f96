import type { StateWord } from "#lib/contract/words";

const SIDE = 64;

/** A tab's icon has 16 px: one shape, one colour, at most two characters. Values of the light theme: a browser's tab bar has none of ours. */
const COLOURS: Readonly<Record<StateWord, string>> = {
  done: "#24694e",
  "done-late": "#9c4b0d",
  running: "#2a62a3",
  slow: "#7b5c00",
  late: "#9c4b0d",
  "cannot-tell": "#5d5677",
  stuck: "#b3261e",
  failed: "#862052",
};

type Pen = CanvasRenderingContext2D;

/** The outline that says the state without its colour: a hexagon, a crossed square, a triangle, else a disc. */
function traceShape(pen: Pen, state: StateWord): void {
  pen.beginPath();
  if (state === "stuck") polygon(pen, [20, 2, 44, 2, 62, 20, 62, 44, 44, 62, 20, 62, 2, 44, 2, 20]);
  else if (state === "late" || state === "done-late") polygon(pen, [32, 0, 64, 60, 0, 60]);
  else if (state === "failed") pen.roundRect(2, 2, 60, 60, 10);
  else pen.arc(32, 32, 30, 0, 2 * Math.PI);
}

function polygon(pen: Pen, points: readonly number[]): void {
  for (let at = 0; at < points.length; at += 2) pen.lineTo(points[at] ?? 0, points[at + 1] ?? 0);
  pen.closePath();
}

/** A data URL, or null where nothing hangs (the usual icon stays) or nothing can be drawn. */
export function drawBadge(state: StateWord | null, count: number): string | null {
  if (state === null || count <= 0) return null;
  const canvas = document.createElement("canvas");
  canvas.width = SIDE;
  canvas.height = SIDE;
  const pen = canvas.getContext("2d");
  if (!pen) return null;
  pen.fillStyle = COLOURS[state];
  traceShape(pen, state);
  pen.fill();
  pen.fillStyle = "#ffffff";
  pen.textAlign = "center";
  pen.textBaseline = "middle";
  const said = count > 99 ? "99" : String(count);
  pen.font = `700 ${said.length > 1 ? 38 : 46}px system-ui, sans-serif`;
  pen.fillText(said, SIDE / 2, SIDE / 2 + 3);
  return canvas.toDataURL("image/png");
}
