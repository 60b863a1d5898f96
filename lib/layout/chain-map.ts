// A chain as stations on a line: what stands at each, how long the oldest waits, and how full each queue's time is.
//
//        2 wait · 37 min
//   (3)────(2)────(1)┄┄▓▓▓▓▓┄┄((2))────( )        (( )) a ring: its arcs are the states of those who stand there
//   MES    3D-    Rabbit      CRM      CRM
//   API    storage  MQ        API      db         narrow: names alternate above and below the line, so that none is cut
//                            37 min

import { arc, pie, scaleSqrt } from "d3";

/** `S`: the word of a state; the map only draws them in the order given. */
export interface MapStep<S extends string> {
  readonly id: string;
  readonly name: string;
  /** What stands here, in the order in which the ring draws it. */
  readonly here: readonly { readonly state: S; readonly count: number }[];
  /** A queue lies before this step. `share`: how much of its hard deadline the oldest there has waited (0…1), `softShare` where its soft one lies. */
  readonly queue: { readonly share: number; readonly softShare: number } | null;
  /** How many came here lately: the line that leads here is as thick. */
  readonly flow: number;
}

/** The greatest of all the maps side by side, so that circles of one size, and lines of one thickness, mean one number. */
export interface Most {
  readonly count: number;
  readonly flow: number;
}

export interface Station<S extends string> {
  readonly id: string;
  readonly x: number;
  readonly radius: number;
  readonly count: number;
  /** SVG paths around the station's middle. */
  readonly arcs: readonly { readonly state: S; readonly path: string }[];
  /** Its lines, and where the first of them stands. */
  readonly name: readonly string[];
  readonly nameY: number;
  /** Where the age of the oldest stands: beyond the name, as the line sees it. */
  readonly ageY: number;
  readonly side: "above" | "below";
}

/** From the edge of one station to the edge of the next. */
export interface Link {
  readonly to: string;
  readonly fromX: number;
  readonly toX: number;
  readonly thickness: number;
  readonly queue: { readonly filledX: number; readonly softX: number } | null;
}

export interface ChainMap<S extends string> {
  readonly width: number;
  readonly height: number;
  /** The line on which all stations stand. */
  readonly y: number;
  readonly stations: readonly Station<S>[];
  readonly links: readonly Link[];
}

/** 12 px Inter, its widest usual letters (Cyrillic) included. */
const CHARACTER_PX = 7;
const NAME_GAP_PX = 10;
/** Capitals are wider than letters usually are. */
const EDGE_PX = 5;
/** "1 h 42 min" below the outermost station. */
const AGE_PX = 70;
const RADIUS_PX = [13, 19] as const;
const RING_PX = 3;
const THICKNESS_PX = [1.2, 4.5] as const;
/** Between a station and what leads to it. */
const AIR_PX = 4;
const LINE_PX = 14;
/** Over the line: room for what a queue says of itself; below it: a name of one line and an age. */
const ABOVE_PX = 36;
const BELOW_PX = 58;
/** From the line to the foot of a name's nearest line: the same for circles of all sizes. */
const NAME_BELOW_PX = RADIUS_PX[1] + 16;
const NAME_ABOVE_PX = RADIUS_PX[1] + 8;

export function layoutChainMap<S extends string>(steps: readonly MapStep<S>[], width: number, most: Most): ChainMap<S> {
  const size = scaleSqrt([0, Math.max(4, most.count)], RADIUS_PX).clamp(true);
  const thickness = scaleSqrt([0, Math.max(20, most.flow)], THICKNESS_PX).clamp(true);
  const places = spread(steps.length, width, halfOf(steps[0]), halfOf(steps.at(-1)));
  const alone = places.between - NAME_GAP_PX;
  // Names are broken into lines before they take turns on both sides: a name under its station is found sooner.
  const tooWide = steps.some((step) => widest(breakName(step.name, alone)) > alone);
  const names = steps.map((step) => breakName(step.name, tooWide ? alone + places.between : alone));
  const deepest = Math.max(1, ...names.map((name) => name.length));
  // Above the line: a name, and over it an age.
  const above = ABOVE_PX + (tooWide ? (deepest + 1) * LINE_PX - 8 : 0);
  const stations = steps.map((step, index): Station<S> => {
    const count = step.here.reduce((sum, one) => sum + one.count, 0);
    const radius = size(count);
    const name = names[index] ?? [step.name];
    const side = tooWide && index % 2 === 1 ? "above" : "below";
    const below = above + NAME_BELOW_PX;
    const nameY = side === "below" ? below : above - NAME_ABOVE_PX - (name.length - 1) * LINE_PX;
    return {
      id: step.id,
      x: places.from + index * places.between,
      radius,
      count,
      arcs: ringOf(step.here, radius),
      name,
      nameY,
      ageY: side === "below" ? nameY + name.length * LINE_PX + 1 : nameY - LINE_PX - 1,
      side,
    };
  });
  return {
    width,
    height: above + BELOW_PX + (deepest - 1) * LINE_PX,
    y: above,
    stations,
    links: steps.slice(1).map((step, index) => linkTo(step, stations[index]!, stations[index + 1]!, thickness(step.flow))),
  };
}

function linkTo<S extends string>(step: MapStep<S>, from: Station<S>, to: Station<S>, thickness: number): Link {
  const fromX = from.x + from.radius + AIR_PX;
  const toX = Math.max(fromX, to.x - to.radius - AIR_PX);
  const at = (share: number) => fromX + Math.max(0, Math.min(1, share)) * (toX - fromX);
  return { to: step.id, fromX, toX, thickness, queue: step.queue && { filledX: at(step.queue.share), softX: at(step.queue.softShare) } };
}

/** Evenly over the width; the margins hold half of the outermost names, but never more than a sixth of all. */
function spread(count: number, width: number, first: number, last: number): { readonly from: number; readonly between: number } {
  const least = AGE_PX / 2;
  const margin = (half: number) => Math.min(Math.max(least, half), Math.max(least, width / 6));
  const from = margin(first);
  if (count < 2) return { from: width / 2, between: width };
  return { from, between: Math.max(0, width - from - margin(last)) / (count - 1) };
}

const halfOf = (step: { readonly name: string } | undefined): number => (step ? widest([step.name]) / 2 + EDGE_PX : 0);
const widest = (lines: readonly string[]): number => Math.max(0, ...lines.map((line) => [...line].length * CHARACTER_PX));

/** Into as few lines as fit, and those of like width; broken at spaces and after hyphens only. */
function breakName(name: string, room: number): readonly string[] {
  let lines = fillLines(name, room);
  for (let less = room - CHARACTER_PX; less > 0; less -= CHARACTER_PX) {
    const tighter = fillLines(name, less);
    if (tighter.length > lines.length) break;
    lines = tighter;
  }
  return lines;
}

function fillLines(name: string, room: number): readonly string[] {
  const lines: string[] = [];
  for (const word of name.split(/(?<=[\s-])/)) {
    const last = lines.at(-1);
    if (last !== undefined && widest([(last + word).trimEnd()]) <= room) lines[lines.length - 1] = last + word;
    else lines.push(word);
  }
  return lines.map((line) => line.trim()).filter((line) => line !== "");
}

function ringOf<S extends string>(here: MapStep<S>["here"], radius: number): Station<S>["arcs"] {
  const standing = here.filter((one) => one.count > 0);
  const slices = pie<MapStep<S>["here"][number]>()
    .sort(null)
    .value((one) => one.count)
    .padAngle(standing.length > 1 ? 0.14 : 0)(standing);
  const draw = arc<(typeof slices)[number]>()
    .innerRadius(radius - RING_PX)
    .outerRadius(radius);
  return slices.map((slice) => ({ state: slice.data.state, path: draw(slice) ?? "" }));
}
