// Who calls whom, left to right. Callers stand left of what they call; a call that leads back is drawn as one.
//
//   crm ──► crm-api ──► crm-db
//              ╲──► rabbitmq ──► mes-api ──► mes-db       layers by the longest way from an entry, rows by the neighbours' middle
export interface Call {
  readonly from: string;
  readonly to: string;
}
export interface PlacedService {
  readonly name: string;
  readonly layer: number;
  /** Middle of the node. */
  readonly x: number;
  readonly y: number;
}
export interface PlacedCall {
  readonly from: string;
  readonly to: string;
  readonly path: string;
  /** Where its figures stand. */
  readonly labelX: number;
  readonly labelY: number;
  readonly back: boolean;
}
export interface ServiceMap {
  readonly width: number;
  readonly height: number;
  readonly services: readonly PlacedService[];
  readonly calls: readonly PlacedCall[];
}

export interface MapSizes {
  readonly width: number;
  readonly nodeWidth: number;
  readonly nodeHeight: number;
  readonly rowGap: number;
}

export function layoutServiceMap(calls: readonly Call[], names: readonly string[], sizes: MapSizes): ServiceMap {
  const others = calls.filter((call) => call.from !== call.to);
  const all = [...new Set([...names, ...others.flatMap((call) => [call.from, call.to])])].sort();
  const forward = dropCycles(others, all);
  const layerOf = assignLayers(all, forward);
  const { links, ways } = splitLong(forward, layerOf);
  const layers = orderLayers(
    groupLayers([...all, ...ways.keys()], (name) => layerOf.get(name) ?? ways.get(name)!.layer),
    links,
  );
  const { width, nodeWidth, nodeHeight, rowGap } = sizes;
  const tallest = Math.max(1, ...layers.map((layer) => layer.length));
  const height = tallest * (nodeHeight + rowGap) + rowGap;
  const apart = layers.length > 1 ? Math.max(nodeWidth + 84, (width - nodeWidth) / (layers.length - 1)) : 0;
  const total = Math.max(width, apart * (layers.length - 1) + nodeWidth);
  const place = new Map<string, PlacedService>();
  for (const [l, layer] of layers.entries())
    for (const [row, name] of layer.entries()) {
      const x = layers.length > 1 ? nodeWidth / 2 + l * apart : total / 2;
      place.set(name, { name, layer: l, x, y: (height / (layer.length + 1)) * (row + 1) });
    }
  const backs = others.filter((call) => place.get(call.to)!.layer <= place.get(call.from)!.layer);
  const through = (call: Call) =>
    [...ways].flatMap(([name, way]) => (way.from === call.from && way.to === call.to ? [place.get(name)!] : []));
  return {
    width: total,
    height: height + backs.length * BACK_APART,
    services: [...place.values()].filter((one) => !ways.has(one.name)),
    calls: others.map((call) => drawCall(call, place.get(call.from)!, place.get(call.to)!, through(call), sizes, backs.indexOf(call))),
  };
}

const BACK_APART = 12;

interface Way extends Call {
  readonly layer: number;
}

/** A call over several layers goes through a place of its own in each between them, so that it does not run behind a service. */
function splitLong(calls: readonly Call[], layerOf: ReadonlyMap<string, number>) {
  const links: Call[] = [];
  const ways = new Map<string, Way>();
  for (const { from, to } of calls) {
    let last = from;
    for (let layer = layerOf.get(from)! + 1; layer < layerOf.get(to)!; layer++) {
      // No name of a service can hold a NUL byte next to a number: it would not have come as a string attribute.
      const name = `${from}\u0000${to}\u0000${layer}`;
      ways.set(name, { from, to, layer });
      links.push({ from: last, to: name });
      last = name;
    }
    links.push({ from: last, to });
  }
  return { links, ways };
}

function drawCall(
  { from, to }: Call,
  a: PlacedService,
  b: PlacedService,
  through: readonly PlacedService[],
  sizes: MapSizes,
  back: number,
): PlacedCall {
  const { nodeWidth, nodeHeight } = sizes;
  if (b.layer <= a.layer) {
    // Back calls swing below both, each a little lower, so that they lie neither on the calls that lead forward nor on each other.
    const low = Math.max(a.y, b.y) + nodeHeight * 1.1 + back * BACK_APART;
    const path = `M${a.x} ${a.y + nodeHeight / 2}C${a.x} ${low} ${b.x} ${low} ${b.x} ${b.y + nodeHeight / 2}`;
    const t = 0.35 + 0.15 * (back % 3);
    return {
      from,
      to,
      back: true,
      path,
      labelX: bezier(a.x, a.x, b.x, b.x, t),
      labelY: bezier(a.y + nodeHeight / 2, low, low, b.y + nodeHeight / 2, t),
    };
  }
  let path = `M${a.x + nodeWidth / 2} ${a.y}`;
  let [x, y] = [a.x + nodeWidth / 2, a.y];
  let label = { x, y };
  for (const stop of [...through.toSorted((one, other) => one.layer - other.layer), b]) {
    const inX = stop.x - nodeWidth / 2;
    const middle = (x + inX) / 2;
    path += `C${middle} ${y} ${middle} ${stop.y} ${inX} ${stop.y}`;
    // The label sits near the callee, where calls of one caller have parted.
    label = { x: bezier(x, middle, middle, inX, 0.66), y: bezier(y, y, stop.y, stop.y, 0.66) };
    if (stop !== b) path += `H${stop.x + nodeWidth / 2}`;
    [x, y] = [stop.x + nodeWidth / 2, stop.y];
  }
  return { from, to, back: false, path, labelX: label.x, labelY: label.y };
}

const bezier = (a: number, b: number, c: number, d: number, t: number): number =>
  a * (1 - t) ** 3 + 3 * b * t * (1 - t) ** 2 + 3 * c * t ** 2 * (1 - t) + d * t ** 3;

/** Calls without those that close a circle, found by walking from the entries (who is called by nobody), then from the rest by name. */
function dropCycles(calls: readonly Call[], names: readonly string[]): readonly Call[] {
  const out = new Map<string, Call[]>();
  for (const call of calls) out.set(call.from, [...(out.get(call.from) ?? []), call]);
  const called = new Set(calls.map((call) => call.to));
  const state = new Map<string, "open" | "closed">();
  const kept: Call[] = [];
  const roots = [...names.filter((name) => !called.has(name)), ...names];
  for (const root of roots) {
    if (state.has(root)) continue;
    const stack: { readonly name: string; next: number }[] = [{ name: root, next: 0 }];
    state.set(root, "open");
    while (stack.length > 0) {
      const top = stack[stack.length - 1]!;
      const call = out.get(top.name)?.[top.next++];
      if (!call) {
        state.set(top.name, "closed");
        stack.pop();
        continue;
      }
      const seen = state.get(call.to);
      if (seen !== "open") kept.push(call);
      if (seen === undefined) {
        state.set(call.to, "open");
        stack.push({ name: call.to, next: 0 });
      }
    }
  }
  return kept;
}

function assignLayers(names: readonly string[], calls: readonly Call[]): ReadonlyMap<string, number> {
  const layer = new Map(names.map((name) => [name, 0]));
  // Without circles the longest way has at most as many calls as there are services.
  for (let round = 0, moved = true; moved && round < names.length; round++) {
    moved = false;
    for (const { from, to } of calls)
      if (layer.get(to)! < layer.get(from)! + 1) {
        layer.set(to, layer.get(from)! + 1);
        moved = true;
      }
  }
  return layer;
}

function groupLayers(names: readonly string[], layerOf: (name: string) => number): readonly string[][] {
  const deepest = names.reduce((most, name) => Math.max(most, layerOf(name)), 0);
  return Array.from({ length: deepest + 1 }, (_, at) => names.filter((name) => layerOf(name) === at));
}

/** Each layer by the middle of its callers' rows, twice from the left and once from the right: few crossings, always the same. */
function orderLayers(layers: readonly string[][], calls: readonly Call[]): readonly string[][] {
  const ordered = layers.map((layer) => [...layer]);
  const place = new Map<string, number>();
  const note = () => {
    for (const layer of ordered) for (const [row, name] of layer.entries()) place.set(name, (row + 1) / (layer.length + 1));
  };
  const sortBy = (layer: string[], neighbours: (name: string) => readonly string[]) => {
    const middle = (name: string): number => {
      const all = neighbours(name).map((one) => place.get(one)!);
      return all.length === 0 ? place.get(name)! : all.reduce((sum, y) => sum + y, 0) / all.length;
    };
    const keys = new Map(layer.map((name) => [name, middle(name)]));
    layer.sort((a, b) => keys.get(a)! - keys.get(b)! || (a < b ? -1 : 1));
    note();
  };
  note();
  const callers = (name: string) => calls.filter((call) => call.to === name).map((call) => call.from);
  const callees = (name: string) => calls.filter((call) => call.from === name).map((call) => call.to);
  for (const layer of ordered.slice(1)) sortBy(layer, callers);
  for (const layer of ordered.slice(0, -1).reverse()) sortBy(layer, callees);
  for (const layer of ordered.slice(1)) sortBy(layer, callers);
  return ordered;
}
